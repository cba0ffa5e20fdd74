package org.ashlar.testkit;

import java.util.List;
import java.util.regex.Pattern;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.Text;

/// What an operator is can be shown: a name that programs can say, attributes that can be written,
/// a meaning whose text reads back. The documentation that people meet is derived from these.
record DocumentationLaw(Registry registry, Operator operator) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  long check(List<Applied> cases) {
    if (!NAME.matcher(operator.name()).matches()) {
      throw Laws.broken(
          "name "
              + operator.name()
              + ": only a-z, digits and _ after a letter can be written in programs");
    }
    Attributes.kinds(operator);
    var vocabulary = TextLaw.vocabulary(registry, operator);
    long checked = 1;
    for (var applied : cases) {
      Function function = applied.function();
      if (Applied.isOpaque(function)) {
        continue;
      }
      var text = Text.of(applied.operator().meaning(applied.given().types()));
      var again = Text.of(Parse.meaning(text, vocabulary));
      if (!text.equals(again)) {
        throw Laws.broken(
            applied.what() + ": its meaning reads back as another:\n" + text + "\n" + again);
      }
      checked++;
    }
    return checked;
  }
}
