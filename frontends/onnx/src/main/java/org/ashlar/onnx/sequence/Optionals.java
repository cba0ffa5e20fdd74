package org.ashlar.onnx.sequence;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorType;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;

/// Values that may be missing: known while the program is made.
public final class Optionals {
  private Optionals() {}

  public static void register(Translations into) {
    into.add("Optional", Optionals::optional, 15)
        .add("OptionalHasElement", Optionals::has, 15, 18)
        .add("OptionalGetElement", Optionals::get, 15, 18);
  }

  private static List<Term> optional(Call call) {
    if (call.has(0)) {
      return List.of(new Term.Maybe(call.term(0).type(), Optional.of(call.term(0))));
    }
    var type = call.type("type").orElse(TensorType.of(DType.F32));
    return List.of(new Term.Maybe(type, Optional.empty()));
  }

  private static List<Term> has(Call call) {
    boolean there =
        call.has(0) && !(call.term(0) instanceof Term.Maybe(_, var item) && item.isEmpty());
    return List.of(new Term.Sizes(List.of(Expr.of(there ? 1 : 0)), new long[0], DType.BOOL));
  }

  private static List<Term> get(Call call) {
    if (call.term(0) instanceof Term.Maybe(_, var item)) {
      return List.of(item.orElseThrow(() -> call.refuse("the optional value is not there")));
    }
    return List.of(call.term(0));
  }
}
