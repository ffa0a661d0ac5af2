package dev.weir.http.content;

/**
 * A part of a representation.
 *
 * @param first the index of its first byte
 * @param last the index of its last byte
 */
record ByteRange(long first, long last) {
  long length() {
    return last - first + 1;
  }

  /** The value of Content-Range (RFC 9110, section 14.4). */
  String ofAll(long size) {
    return "bytes " + first + "-" + last + "/" + size;
  }
}
