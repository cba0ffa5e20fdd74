package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Support;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.junit.jupiter.api.Test;

/// Random programs, some with their gradients, through every block, on one device and cut over two,
/// against the evaluator. `-Dprograms=400` tries more.
class RandomProgramsTest {
  private static final int PROGRAMS = Integer.getInteger("programs", 20);

  @Test
  void compiledProgramsComputeWhatTheyMean() {
    long seed = System.nanoTime();
    var present = Sample.everything();
    // refuses about half of all kernels, always the same
    present.add(
        Backend.class,
        new Picky(
            "npu",
            kernel ->
                (kernel.name() + kernel.parameters()).hashCode() % 2 == 0
                    ? Support.YES
                    : Support.no("its hash is odd")));
    var evaluator = present.find(Evaluator.class).getFirst().service();
    try (var compiler = new Compiler(present, Settings.standard())) {
      int parts = 0;
      for (int i = 0; i < PROGRAMS; i++) {
        parts += check(new Random(seed + i), compiler, evaluator, "seed " + (seed + i));
      }
      assertTrue(parts > 2 * PROGRAMS, "some programs are cut: " + parts + " parts");
    }
  }

  private static int check(Random random, Compiler compiler, Evaluator evaluator, String seed) {
    var plain = function(random);
    var function =
        random.nextInt(3) == 0 ? compiler.gradient(plain, "y0", List.of("a", "c", "d")) : plain;
    var numbers = function.inputs().stream().map(i -> random(i.tensor(), random)).toList();
    var expected = evaluator.evaluate(function, numbers);
    int parts = 0;
    for (var device : List.of("reference", "npu")) {
      var where = seed + " on " + device + "\n" + Text.of(function);
      var request = new Request(function, Set.of("a"), Map.of(), Optional.of(device), true);
      var program = compiler.compile(request);
      parts += program.parts().size();
      var inputs = new HashMap<String, TensorData>();
      for (int i = 0; i < numbers.size(); i++) {
        inputs.put(function.inputNames().get(i), numbers.get(i));
      }
      var variables = Map.of("a", inputs.remove("a"));
      try (var instance = program.open(Sample.devices(), variables)) {
        var answer = instance.run(inputs, Sample.LIMIT);
        for (int o = 0; o < expected.size(); o++) {
          var is = answer.get(function.outputNames().get(o));
          var must = expected.get(o);
          assertEquals(must.data().type(), is.type(), where);
          var difference =
              RuleCheck.difference(must, new Evaluator.Result(is, must.magnitude(), must.terms()));
          assertEquals(Optional.empty(), difference, () -> where);
        }
      }
    }
    return parts;
  }

  /// A dozen operators on matrices of 3 × 4, 4 × 3 and vectors, every value used.
  private static Function function(Random random) {
    var graph = new Graph();
    var inputs =
        List.of(
            graph.input("a", TensorType.of(DType.F32, 3, 4)),
            graph.input("b", TensorType.of(DType.F32, 3, 4)),
            graph.input("c", TensorType.of(DType.F32, 4, 3)),
            graph.input("d", TensorType.of(DType.F32, 4)));
    var values = new ArrayList<>(inputs);
    for (int i = 0; i < 12; i++) {
      values.add(next(values, random));
    }
    var outputs =
        List.of(values.getLast(), values.get(values.size() - 2), values.get(6 + random.nextInt(6)));
    return Function.of("random", inputs, outputs);
  }

  private static Value next(List<Value> values, Random random) {
    var x = values.get(random.nextInt(values.size()));
    var fitting = values.stream().filter(v -> v.type().equals(x.type())).toList();
    var y = fitting.get(random.nextInt(fitting.size()));
    int rank = x.tensor().rank();
    return switch (random.nextInt(14)) {
      case 0 -> Build.add(x, y);
      case 1 -> Build.mul(x, y);
      case 2 -> Build.sub(x, y);
      case 3 -> Build.tanh(x);
      case 4 -> Build.apply(new Gelu(), x);
      case 5 -> Build.max(x, y);
      case 6 -> rank == 2 ? Build.transpose(x, 1, 0) : Build.neg(x);
      case 7 ->
          rank == 2 ? Build.tanh(Build.matmul(x, Build.transpose(y, 1, 0))) : Build.mul(x, 0.5);
      case 8 -> rank > 0 ? Build.apply(new Softmax(rank - 1), x) : Build.apply(new Sigmoid(), x);
      case 9 -> rank > 0 ? Build.add(x, Build.mean(x, 0)) : x;
      case 10 -> Build.where(Build.less(x, y), x, Build.mul(y, 2));
      case 11 -> rank == 2 ? Build.sum(x, 0) : Build.abs(x);
      case 12 -> rank > 0 ? Build.concat(0, List.of(x, y)) : Build.apply(new Relu(), x);
      default -> Build.neg(Build.neg(Build.add(x, 0)));
    };
  }

  private static TensorData random(TensorType type, Random random) {
    var data = TensorData.zeros(type.dtype(), type.shape().constants());
    for (long i = 0; i < data.elements(); i++) {
      data.set(i, Codec.encode(type.dtype(), random.nextGaussian()));
    }
    return data;
  }
}
