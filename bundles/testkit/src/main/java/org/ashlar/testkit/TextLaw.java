package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.Carried;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.Text;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Evaluator;

/// A program with the operator is what its text reads back as.
record TextLaw(Registry registry, Operator operator, Samples samples) {
  long check(List<Applied> cases) {
    var evaluator = Blocks.best(registry, Evaluator.class);
    var vocabulary = vocabulary(registry, operator);
    long checked = 0;
    for (var applied : cases) {
      var function = applied.function();
      var text = Text.of(function);
      var parsed = Parse.function(text, vocabulary);
      if (!Text.of(parsed).equals(text)) {
        throw Laws.broken(
            applied.what() + ": its text reads back as another:\n" + text + "\n" + Text.of(parsed));
      }
      var again = parsed.outputs().getFirst().op();
      // functions are equal where their texts are
      if (!again.equals(applied.operator())
          && (Carried.by(again).isEmpty() || !Text.of(again).equals(Text.of(applied.operator())))) {
        throw Laws.broken(applied.what() + ": its text reads back as " + again);
      }
      var data = samples.of(applied.given());
      var before = evaluator.evaluate(function, data);
      var after = evaluator.evaluate(parsed, data);
      for (int i = 0; i < before.size(); i++) {
        if (!before.get(i).data().equals(after.get(i).data())) {
          throw Laws.broken(
              applied.what() + ": what its text reads back as computes other numbers");
        }
        checked++;
      }
    }
    return checked;
  }

  /// The operators present, and one more.
  static Vocabulary vocabulary(Registry registry, Operator operator) {
    var specimens = new ArrayList<Operator>();
    specimens.add(
        Attributes.defaults(operator)
            .orElseThrow(() ->
                Laws.broken(
                    operator.name()
                        + ": needs a constructor without parameters, for its specimen")));
    registry.find(Operator.class).forEach(p -> specimens.add(p.service()));
    return Vocabulary.of(specimens);
  }
}
