/**
 * The compliance suite of codecs. A codec's author extends {@link
 * dev.weir.testkit.codec.CodecCompliance}:
 *
 * <pre>{@code
 * class YamlComplianceTest extends CodecCompliance {
 *   @Override
 *   public Codec codec() {
 *     return new YamlCodec();
 *   }
 *
 *   @Override
 *   public List<Sample<?>> samples() {
 *     return List.of(Sample.of(new Point(1, 2), Point.class));
 *   }
 *
 *   @Override
 *   public List<BadInput> malformed() {
 *     return List.of(BadInput.of("x: [1", Point.class));
 *   }
 *
 *   @Override
 *   public List<BadInput> unfit() {
 *     return List.of(BadInput.of("x: apple", Point.class));
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.weir.testkit.codec;

import org.jspecify.annotations.NullMarked;
