package org.ashlar.operators.recurrent;

import org.ashlar.ir.Value;
import org.ashlar.operators.activation.Elu;
import org.ashlar.operators.activation.HardSigmoid;
import org.ashlar.operators.activation.LeakyRelu;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Softplus;
import org.ashlar.operators.activation.Softsign;
import org.ashlar.operators.activation.ThresholdedRelu;
import org.ashlar.operators.build.Build;

/// A function that a recurrent cell squashes with, with the numbers that ONNX gives it.
public enum Activation {
  /// `alpha x + beta`, 1 and 0.
  AFFINE(1, 0),
  /// Below 0 `alpha (exp(x) - 1)`, 1.
  ELU(1, 0),
  /// `alpha x + beta` between 0 and 1, 0.2 and 0.5.
  HARD_SIGMOID(0.2, 0.5),
  /// Below 0 `alpha x`, 0.01.
  LEAKY_RELU(0.01, 0),
  RELU(0, 0),
  /// `alpha tanh(beta x)`, 1 and 1.
  SCALED_TANH(1, 1),
  SIGMOID(0, 0),
  SOFTPLUS(0, 0),
  SOFTSIGN(0, 0),
  TANH(0, 0),
  /// `x` above alpha, else 0; 1.
  THRESHOLDED_RELU(1, 0);

  private final double alpha;
  private final double beta;

  Activation(double alpha, double beta) {
    this.alpha = alpha;
    this.beta = beta;
  }

  /// The first number of the function, unless a layer says another.
  public double alpha() {
    return alpha;
  }

  /// The second number of the function, unless a layer says another.
  public double beta() {
    return beta;
  }

  Value of(Value x, double alpha, double beta) {
    return switch (this) {
      case AFFINE -> Build.add(Build.mul(x, alpha), beta);
      case ELU -> Build.apply(new Elu((float) alpha), x);
      case HARD_SIGMOID -> Build.apply(new HardSigmoid((float) alpha, (float) beta), x);
      case LEAKY_RELU -> Build.apply(new LeakyRelu((float) alpha), x);
      case RELU -> Build.apply(new Relu(), x);
      case SCALED_TANH -> Build.mul(Build.tanh(Build.mul(x, beta)), alpha);
      case SIGMOID -> Build.apply(new Sigmoid(), x);
      case SOFTPLUS -> Build.apply(new Softplus(), x);
      case SOFTSIGN -> Build.apply(new Softsign(), x);
      case TANH -> Build.tanh(x);
      case THRESHOLDED_RELU -> Build.apply(new ThresholdedRelu((float) alpha), x);
    };
  }
}
