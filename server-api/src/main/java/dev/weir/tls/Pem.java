package dev.weir.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The blocks of a PEM file (RFC 7468). What stands between them is for people, and left out. */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** More than any chain has, and little enough to read into memory whatever is named. */
  private static final int MAX_FILE_BYTES = 4 << 20;

  private static final int LINE_CHARACTERS = 64;

  /** What some editors begin a file of UTF-8 with. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private Pem() {}

  /** A block: its label, and the DER in it. */
  record Block(String label, byte[] der) {}

  /** A file's content. */
  static byte[] bytes(Path file) throws UnusableCertificateException {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new UnusableCertificateException(
            file + " can't be used: it is larger than any file of certificates or keys");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new UnusableCertificateException(file + " can't be read: there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new UnusableCertificateException(
          file + " can't be read: this process may not (" + System.getProperty("user.name") + ")",
          e);
    } catch (UnusableCertificateException e) {
      throw e;
    } catch (IOException e) {
      throw new UnusableCertificateException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  /** The blocks of a file, in their order; there is one at least. */
  static List<Block> read(Path file) throws UnusableCertificateException {
    List<Block> blocks = new ArrayList<>();
    String label = null;
    StringBuilder content = new StringBuilder();
    String text = new String(bytes(file), StandardCharsets.ISO_8859_1);
    if (text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(BYTE_ORDER_MARK.length());
    }
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        content.setLength(0);
      } else if (line.startsWith(END)) {
        blocks.add(block(file, label, line, content.toString()));
        label = null;
      } else if (label != null) {
        content.append(line);
      }
    }
    if (label != null) {
      throw new UnusableCertificateException(
          file + " can't be used: its block " + label + " has no end; is the file complete?");
    }
    if (blocks.isEmpty()) {
      throw new UnusableCertificateException(
          file + " can't be used: it isn't PEM, for it has no line '-----BEGIN ...-----'");
    }
    return blocks;
  }

  private static Block block(Path file, @Nullable String label, String endLine, String content)
      throws UnusableCertificateException {
    if (label == null || !endLine.equals(END + label + DASHES)) {
      throw new UnusableCertificateException(
          file + " can't be used: the line '" + endLine + "' ends a block that has no beginning");
    }
    if (content.contains("ENCRYPTED")) {
      throw new UnusableCertificateException(
          file
              + " can't be used: its key is encrypted in OpenSSL's old format; convert it with"
              + " 'openssl pkcs8 -topk8'");
    }
    try {
      return new Block(label, Base64.getDecoder().decode(content));
    } catch (IllegalArgumentException e) {
      throw new UnusableCertificateException(
          file + " can't be used: its block " + label + " isn't base64", e);
    }
  }

  /** Writes a block. */
  static String write(String label, byte[] der) {
    return BEGIN
        + label
        + DASHES
        + "\n"
        + Base64.getMimeEncoder(LINE_CHARACTERS, new byte[] {'\n'}).encodeToString(der)
        + "\n"
        + END
        + label
        + DASHES
        + "\n";
  }
}
