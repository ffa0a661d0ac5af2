package dev.weir.core.http;

import dev.weir.Bytes;
import dev.weir.http.Headers;
import dev.weir.http.RequestBody;
import java.io.InputStream;

/** The body of all requests that have none. */
enum NoBody implements RequestBody {
  INSTANCE;

  @Override
  public long declaredLength() {
    return 0;
  }

  @Override
  public InputStream asInputStream() {
    return InputStream.nullInputStream();
  }

  @Override
  public Bytes readAll() {
    return Bytes.empty();
  }

  @Override
  public String readText() {
    return "";
  }

  @Override
  public Headers trailers() {
    return Headers.empty();
  }
}
