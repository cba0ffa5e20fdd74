package org.ashlar.testkit;

import java.util.HashMap;
import java.util.List;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Evaluator;

/// What the shape rule says is what the meaning gives.
record ShapeLaw(Registry registry, Samples samples) {
  long check(List<Applied> cases) {
    var evaluator = Blocks.best(registry, Evaluator.class);
    long checked = 0;
    for (var applied : cases) {
      var function = applied.function();
      var types = function.outputs().stream().map(Value::type).toList();
      var again = applied.operator().infer(applied.given().types());
      if (!again.equals(types)) {
        throw Laws.broken(applied.what() + ": the shape rule says " + types + ", then " + again);
      }
      var results = evaluator.evaluate(function, samples.of(applied.given()));
      var sizes = new HashMap<String, Long>();
      for (int i = 0; i < types.size(); i++) {
        if (!(types.get(i) instanceof TensorType type)
            || !DataSizes.read(type, results.get(i).data(), sizes)) {
          throw Laws.broken(
              applied.what()
                  + ": the shape rule says "
                  + types.get(i)
                  + ", the meaning gives "
                  + results.get(i).data());
        }
        checked++;
      }
    }
    return checked;
  }
}
