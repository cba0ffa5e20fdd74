package org.ashlar.onnx.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Body;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.Loop;
import org.ashlar.operators.control.Scan;
import org.ashlar.operators.pointwise.And;

/// Loops: a program's own where every step carries tensors of the same types, and what is stacked
/// has a length known now; otherwise step after step is written out.
public final class Loops {
  private static final TensorType STEP = TensorType.of(DType.I64);
  private static final TensorType TRUTH = TensorType.of(DType.BOOL);

  private Loops() {}

  public static void register(Translations into) {
    into.add(
        "Loop",
        call -> call.either(Loops::open, Unrolled::loop),
        1,
        11,
        13,
        16,
        19,
        21,
        23,
        24,
        25);
  }

  /// A loop's body sees its condition as true: it does not run otherwise.
  static Term truth(boolean holds) {
    return new Term.Sizes(List.of(Expr.of(holds ? 1 : 0)), new long[0], DType.BOOL);
  }

  static Term number(long number) {
    return new Term.Sizes(List.of(Expr.of(number)), new long[0], DType.I64);
  }

  private static List<Term> open(Call call) {
    var carried = new ArrayList<Value>();
    var types = new ArrayList<Type>(List.of(STEP));
    for (int i = 2; i < call.inputs(); i++) {
      carried.add(call.value(i));
      types.add(carried.getLast().type());
    }
    var body = call.body("body").body(types, Map.of(1, truth(true)));
    boolean starts = !call.has(1) || call.isKnown(1) && call.known(1).bits(0) != 0;
    if (body.outputs().size() < 1 + carried.size()) {
      throw call.refuse("its body must give the condition and " + carried.size() + " values");
    }
    boolean goesOn = isTrue(body);
    boolean stacks = body.outputs().size() > 1 + carried.size();
    var results = new ArrayList<Value>();
    for (int i = 1; i < body.outputs().size(); i++) {
      results.add(body.value(i));
    }
    for (int i = 0; i < carried.size(); i++) {
      if (!results.get(i).type().equals(carried.get(i).type())) {
        throw call.refuse(
            "its step makes " + results.get(i).type() + " of " + carried.get(i).type());
      }
    }
    if (starts && goesOn && call.has(0) && (stacks || call.isKnown(0))) {
      return counted(call, body, carried, results, Math.max(0, call.wholes(0)[0]));
    }
    if (stacks) {
      throw call.refuse("how many steps it takes is known at its end only");
    }
    return conditional(call, body, carried, results);
  }

  /// Whether a body says that another step follows, whatever it computes.
  private static boolean isTrue(Body body) {
    return switch (body.outputs().getFirst()) {
      case Term.Sizes sizes -> sizes.elements().equals(List.of(Expr.of(1)));
      case Term.Known(var data, _) -> data.elements() == 1 && data.bits(0) != 0;
      default -> false;
    };
  }

  /// A number of steps.
  private static List<Term> counted(
      Call call, Body body, List<Value> carried, List<Value> results, long steps) {
    if (steps == 0) {
      return Term.of(nothing(call, carried, results));
    }
    var captures = body.captured(results);
    var arguments = new ArrayList<>(carried);
    arguments.addAll(captures);
    var scan =
        new Scan(body.close(body.inputs(), captures, results), carried.size(), 0, steps, false);
    return Term.of(call.graph().applyAll(scan, arguments));
  }

  private static List<Value> nothing(Call call, List<Value> carried, List<Value> results) {
    var all = new ArrayList<>(carried);
    for (var element : results.subList(carried.size(), results.size())) {
      all.add(empty(call, element.tensor()));
    }
    return all;
  }

  static Value empty(Call call, TensorType element) {
    var sizes = new ArrayList<Expr>(List.of(Expr.of(0)));
    sizes.addAll(element.shape().sizes());
    return Build.fill(call.graph(), new TensorType(element.dtype(), new Shape(sizes)), 0);
  }

  /// As long as the condition holds, and at most as often as the number of steps says.
  private static List<Term> conditional(
      Call call, Body body, List<Value> carried, List<Value> results) {
    boolean bounded = call.has(0);
    if (!bounded && isTrue(body)) {
      throw call.refuse("has no end: it has no number of steps, and its condition is always true");
    }
    boolean known = bounded && call.isKnown(0);
    long most = known ? Math.max(0, call.wholes(0)[0]) : 0;
    if (known && most == 0) {
      return Term.of(carried);
    }
    var starts = call.has(1) ? scalar(call.value(1)) : call.lift(truth(true));
    var next = scalar(body.value(0));
    if (bounded && !known) {
      var limit = scalar(call.value(0));
      var zero = call.lift(number(0));
      starts = Build.apply(new And(), starts, Build.less(zero, limit));
      var following = Build.add(body.inputs().getFirst(), 1);
      next = Build.apply(new And(), next, Build.less(following, body.seen(limit)));
    }
    var given = new ArrayList<>(body.inputs());
    given.add(1, body.input("go", TRUTH));
    var all = new ArrayList<Value>(List.of(next));
    all.addAll(results);
    var captures = body.captured(all);
    var arguments = new ArrayList<Value>(List.of(starts));
    arguments.addAll(carried);
    arguments.addAll(captures);
    var loop = new Loop(body.close(given, captures, all), carried.size() + 1L, most);
    var values = call.graph().applyAll(loop, arguments);
    return Term.of(values.subList(1, values.size()));
  }

  private static Value scalar(Value value) {
    return Build.reshape(value, Shape.of());
  }
}
