package org.ashlar.ir.kernel;

import java.util.function.Function;

/// Reads the text forms that {@link KernelText} writes: what is read equals what was written. Twin
/// of {@link org.ashlar.ir.Parse}.
///
/// Every method throws IllegalArgumentException for a text that is wrong: line, column, what was
/// expected, what was found. What the words say is checked by the kernel checker, not here.
public final class KernelParse {
  private KernelParse() {}

  public static Kernel kernel(String text) {
    return whole(text, StmtParser::kernel);
  }

  public static Plan plan(String text) {
    return whole(text, StmtParser::plan);
  }

  public static Schedule schedule(String text) {
    return whole(text, StmtParser::schedule);
  }

  private static <T> T whole(String text, Function<StmtParser, T> read) {
    var parser = new StmtParser(text);
    T value = read.apply(parser);
    parser.expectEnd();
    return value;
  }
}
