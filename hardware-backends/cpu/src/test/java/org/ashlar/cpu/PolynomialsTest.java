package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Real;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolynomialsTest {
  /// The functions of f32 stay within 4 ulp of f64 over all magnitudes, and a vector holds the same
  /// bits.
  @ParameterizedTest
  @EnumSource(
      value = Op1.class,
      names = {"EXP", "EXPM1", "LOG", "LOG1P", "TANH", "ERF"})
  void withinFourUlpAndAlikeInVectors(Op1 op) {
    long seed = System.nanoTime();
    var random = new Random(seed);
    UnaryOperator<FloatVector> vector =
        switch (op) {
          case EXP -> VectorMath::exp;
          case EXPM1 -> VectorMath::expm1;
          case LOG -> VectorMath::log;
          case LOG1P -> VectorMath::log1p;
          case TANH -> VectorMath::tanh;
          default -> VectorMath::erf;
        };
    DoubleUnaryOperator exact = x -> Real.apply(op, x);
    var species = FloatVector.SPECIES_128;
    var x = new float[species.length()];
    var y = new float[species.length()];
    double worst = 0;
    for (int n = 0; n < 200_000; n++) {
      for (int i = 0; i < x.length; i++) {
        float any = Float.intBitsToFloat(random.nextInt());
        x[i] = (n & 1) == 0 ? any : any % 100;
      }
      vector.apply(FloatVector.fromArray(species, x, 0)).intoArray(y, 0);
      for (int i = 0; i < x.length; i++) {
        float scalar = Polynomials.apply(x[i], op.ordinal());
        var where = op + "(" + x[i] + "), seed " + seed;
        assertEquals(Float.floatToIntBits(scalar), Float.floatToIntBits(y[i]), where);
        double e = exact.applyAsDouble(x[i]);
        if (Double.isNaN(e) || Float.isInfinite((float) e) || (float) e == 0) {
          assertEquals((float) e, scalar, where);
        } else {
          double ulps = Math.abs(scalar - e) / Math.ulp((float) e);
          assertTrue(ulps <= 4, where + " is off by " + ulps + " ulp: " + scalar);
          worst = Math.max(worst, ulps);
        }
      }
    }
    System.out.printf("%s: at most %.2f ulp%n", op, worst);
  }
}
