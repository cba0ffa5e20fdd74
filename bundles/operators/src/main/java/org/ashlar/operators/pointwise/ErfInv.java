package org.ashlar.operators.pointwise;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;
import org.ashlar.operators.create.Constants;

/// The inverse of the error function: the `y` with `erf y = x`; infinite at -1 and 1, NaN beyond.
///
/// Takes floats. Computed in `f64`, within 16 ULP of it, and so within 1 ULP of narrower floats; of
/// these slower than functions that are computed in their own dtype. Derivative: `√π/2 · e^(y²)`.
///
/// `x · p(w)` with `w = -log(1 - x²)`, in the pieces of Giles (2010, "Approximating the erfinv
/// function"), whose polynomials were interpolated anew with 50 digits.
public record ErfInv() implements PointwiseOperator {
  private static final double[] NEAR = {
    1.6536545626831027,
    0.2401581824255883,
    -0.00603367087142785,
    -0.000740702534154477,
    0.00018673420802464837,
    -1.3882523394405316e-05,
    -1.3654691850603575e-06,
    4.234788173782339e-07,
    -2.9070382262927266e-08,
    -4.11266082002324e-09,
    1.0512181539804126e-09,
    -5.414287198084716e-11,
    -1.2976885526532075e-11,
    2.6304834740560442e-12,
    -8.118399443074353e-14,
    -4.001237735091896e-14,
    6.596407712420834e-15,
    -4.0282154327661744e-17,
    -1.3016928016796445e-16,
    1.557432024623325e-17,
    1.150022252066253e-18,
    -3.4996044354754177e-19,
    -1.113483769832702e-21,
    3.240704459379902e-21
  };

  private static final double[] FAR = {
    3.0838856104922208,
    1.0052589676941652,
    0.00537091455357168,
    -0.003751208508215561,
    0.0024914420969817607,
    -0.0016882755357337071,
    0.0009532893637435638,
    -0.00035503780975963814,
    2.4031257015092525e-05,
    6.828708654753377e-05,
    -4.731898412011245e-05,
    1.2465167157087251e-05,
    2.9257291901789823e-06,
    -3.986084395214756e-06,
    1.4987130784186127e-06,
    -2.7004219280868947e-08,
    -2.713451105439456e-07,
    1.3104351499972014e-07,
    6.969241977629694e-10,
    -1.5102695423335065e-08
  };

  private static final double[] FARTHEST = {
    4.849906401408584,
    1.010300464864545,
    -0.0001387193183792655,
    -0.00021503011981034131,
    7.59952780722494e-05,
    -1.968177101388551e-05,
    4.526052783887769e-06,
    -9.930268570958415e-07,
    2.2905148139287066e-07,
    -6.756716761294096e-08,
    2.90224946459974e-08,
    -1.5227153184691098e-08,
    7.814987583571685e-09,
    -3.5142516690701242e-09,
    1.3222656092606688e-09,
    -3.983167101503258e-10,
    6.628382764308038e-11,
    2.323340311795662e-11,
    -1.967486846345636e-11,
    4.1377674239083625e-12
  };

  @Override
  public Expr body(Expr x) {
    return Formula.exact(x, ErfInv::formula);
  }

  private static Expr formula(Expr x) {
    var one = Expr.of(DType.F64, 1);
    var inside = one.minus(x).times(one.plus(x));
    var value = Formula.let("w", inside.log().negate(), w -> x.times(factor(w)));
    var infinite = x.times(Expr.of(DType.F64, Double.POSITIVE_INFINITY));
    return x.abs().eq(one).select(infinite, value);
  }

  private static Expr factor(Expr w) {
    var far =
        Formula.let(
            "root",
            w.sqrt(),
            r ->
                r.lt(Expr.of(DType.F64, 4))
                    .select(
                        Formula.polynomial(r.minus(3.25), FAR),
                        Formula.polynomial(r.minus(5), FARTHEST)));
    return w.lt(Expr.of(DType.F64, 6.25)).select(Formula.polynomial(w.minus(3.125), NEAR), far);
  }

  /// `√π/2 · dy · e^(y²)` of the result `y`: that of the formula would be long.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var graph = call.graph();
    var power = graph.apply(new Exp(), graph.apply(new Square(), call));
    var factor = Constants.fill(graph, call.tensor(), Math.sqrt(Math.PI) / 2);
    var slope = graph.apply(new Mul(), power, factor);
    return Optional.of(List.of(graph.apply(new Mul(), dy.getFirst(), slope)));
  }
}
