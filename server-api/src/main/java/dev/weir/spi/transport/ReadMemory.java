package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.nio.ByteBuffer;

/**
 * What was read, twice: as the system wrote it, and as handlers are lent it. Byte i of one is byte
 * i of the other, from the first read to the last.
 *
 * @param array what is lent
 * @param memory direct; its position and limit are whoever's that uses it at the moment
 */
@Preview
public record ReadMemory(byte[] array, ByteBuffer memory) {}
