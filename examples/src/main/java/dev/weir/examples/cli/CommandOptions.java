package dev.weir.examples.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.help.HelpFormatter;
import org.apache.commons.cli.help.TextHelpAppendable;
import org.jspecify.annotations.Nullable;

/** The options of a command: first declared, then read. */
public final class CommandOptions {
  private static final int WIDTH = 80;
  private static final int MAX_PORT = 65_535;
  private static final String PORT = "is a number from 0 to " + MAX_PORT;

  private final List<CommandOption<?>> declared = new ArrayList<>();
  private final Options options =
      new Options()
          .addOption(Option.builder("h").longOpt("help").desc("Show this help and exit").get());

  CommandOptions() {}

  /** Any text. */
  public CommandOption<String> text(
      String name, String shown, String byDefault, String description) {
    return add(
        shown, description + byDefault(byDefault), new CommandOption<>(name, byDefault, t -> t));
  }

  /** Any text, or none at all. */
  public CommandOption<@Nullable String> optional(String name, String shown, String description) {
    return add(shown, description, new CommandOption<@Nullable String>(name, null, typed -> typed));
  }

  /** A TCP or UDP port; 0 for a free one. */
  public CommandOption<@Nullable Integer> port(String name, String description) {
    return add(
        "N",
        description,
        new CommandOption<@Nullable Integer>(name, null, CommandOptions::readPort));
  }

  /** One of an enum's constants, as its {@code toString} gives them, in capitals or not. */
  public <E extends Enum<E>> CommandOption<E> oneOf(String name, E byDefault, String description) {
    E[] all = byDefault.getDeclaringClass().getEnumConstants();
    return add(
        name.toUpperCase(Locale.ROOT),
        description + ": " + joined(all) + byDefault(byDefault),
        new CommandOption<>(name, byDefault, typed -> constant(all, typed)));
  }

  /** Several of an enum's constants, with commas between them; none if it isn't given. */
  public <E extends Enum<E>> CommandOption<List<E>> someOf(
      String name, String shown, Class<E> type, String description) {
    E[] all = type.getEnumConstants();
    return add(
        shown,
        description + ": " + joined(all),
        new CommandOption<>(
            name,
            List.of(),
            typed -> Arrays.stream(typed.split(",", -1)).map(one -> constant(all, one)).toList()));
  }

  private <T extends @Nullable Object> CommandOption<T> add(
      String shown, String description, CommandOption<T> option) {
    declared.add(option);
    options.addOption(
        Option.builder().longOpt(option.name()).hasArg().argName(shown).desc(description).get());
    return option;
  }

  /**
   * Refuses one of two options without the other.
   *
   * @throws UsageException if only one was given
   */
  static void together(CommandOption<?> one, CommandOption<?> other) {
    if (one.isGiven() != other.isGiven()) {
      CommandOption<?> given = one.isGiven() ? one : other;
      CommandOption<?> missing = one.isGiven() ? other : one;
      throw new UsageException("--" + given.name() + " needs --" + missing.name() + " beside it");
    }
  }

  /**
   * Reads a command line.
   *
   * @return whether the command is to be run, and not to be explained
   * @throws UsageException if it holds what wasn't declared
   */
  boolean read(String[] arguments) {
    CommandLine line;
    try {
      line = DefaultParser.builder().setAllowPartialMatching(false).get().parse(options, arguments);
    } catch (ParseException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    if (!line.getArgList().isEmpty()) {
      throw new UsageException("Unrecognized argument: " + line.getArgList().getFirst());
    }
    declared.forEach(option -> option.give(line.getOptionValue(option.name())));
    return !line.hasOption("help");
  }

  /** Says what a command takes. */
  void explain(Appendable out, String command, String about, String footer) {
    TextHelpAppendable text = new TextHelpAppendable(out);
    text.setMaxWidth(WIDTH);
    HelpFormatter help = HelpFormatter.builder().setHelpAppendable(text).setShowSince(false).get();
    help.setSyntaxPrefix("Usage:");
    try {
      help.printHelp(command + " [OPTION...]", about, options, footer, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Integer readPort(String typed) {
    try {
      int port = Integer.parseInt(typed);
      if (port >= 0 && port <= MAX_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new UsageException(PORT, e);
    }
    throw new UsageException(PORT);
  }

  private static <E extends Enum<E>> E constant(E[] all, String typed) {
    for (E one : all) {
      if (one.toString().equalsIgnoreCase(typed)) {
        return one;
      }
    }
    throw new UsageException("is one of: " + joined(all));
  }

  private static String joined(Object[] all) {
    return String.join(", ", Arrays.stream(all).map(Object::toString).toList());
  }

  private static String byDefault(Object value) {
    return " (default: " + value + ")";
  }
}
