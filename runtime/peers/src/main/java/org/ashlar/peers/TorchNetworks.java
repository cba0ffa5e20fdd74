package org.ashlar.peers;

import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// The networks of the training steps as a user of PyTorch writes them, with the parameters' names
/// of the suite.
final class TorchNetworks {
  private final Map<String, Tensor> parameters;

  private TorchNetworks(Map<String, Tensor> parameters) {
    this.parameters = parameters;
  }

  static Tensor scores(String network, Tensor x, Map<String, Tensor> parameters) {
    var net = new TorchNetworks(parameters);
    return switch (network) {
      case "LeNet" -> net.lenet(x);
      case "ResNet8" -> net.resnet(x);
      case "transformer" -> net.transformer(x);
      default -> throw new IllegalArgumentException("pytorch: network " + network + ": not known");
    };
  }

  private Tensor lenet(Tensor x) {
    var first = torch.max_pool2d(torch.relu(conv(x, "1", 1, 2, some("b1"))), 2, 2);
    var second = torch.max_pool2d(torch.relu(conv(first, "2", 1, 0, some("b2"))), 2, 2);
    var flat = torch.flatten(second, 1, -1);
    var hidden = torch.relu(linear(torch.relu(linear(flat, "3")), "4"));
    return linear(hidden, "5");
  }

  private Tensor resnet(Tensor x) {
    var value = torch.relu(normed(x, "0", 1, 1));
    value = block(value, "1", 1);
    value = block(value, "2", 2);
    value = block(value, "3", 2);
    return linear(torch.flatten(torch.adaptive_avg_pool2d(value, 1, 1), 1, -1), "4");
  }

  private Tensor block(Tensor x, String name, int stride) {
    var inner = normed(torch.relu(normed(x, name + "a", stride, 1)), name + "b", 1, 1);
    return torch.relu(inner.add(stride > 1 ? normed(x, name + "c", stride, 0) : x));
  }

  /// A convolution without bias, and the normalisation of its batch.
  private Tensor normed(Tensor x, String name, int stride, int pad) {
    var nothing = new TensorOptional();
    return torch.batch_norm(
        conv(x, name, stride, pad, nothing),
        some("g" + name),
        some("b" + name),
        nothing,
        nothing,
        true,
        0.1,
        1e-5,
        true);
  }

  private Tensor transformer(Tensor x) {
    return linear(layer(layer(x, "0"), "1").mean(1), "h");
  }

  private Tensor layer(Tensor x, String n) {
    var a = norm(x, "1" + n);
    var heads =
        torch.scaled_dot_product_attention(
            split(a, "q" + n),
            split(a, "k" + n),
            split(a, "v" + n),
            new TensorOptional(),
            0,
            false,
            new DoubleOptional(1 / Math.sqrt(32)),
            false);
    var joined = heads.permute(0, 2, 1, 3).reshape(-1, 64, 128);
    var mid = x.add(torch.matmul(joined, of("o" + n)));
    var up = torch.matmul(norm(mid, "2" + n), of("u" + n)).add(of("ub" + n));
    return mid.add(torch.matmul(torch.gelu(up, "tanh"), of("d" + n)).add(of("db" + n)));
  }

  private Tensor split(Tensor a, String name) {
    return torch.matmul(a, of(name)).view(-1, 64, 4, 32).permute(0, 2, 1, 3);
  }

  private Tensor norm(Tensor x, String name) {
    long[] last = {128};
    return torch.layer_norm(x, last, some("lg" + name), some("lb" + name), 1e-5, true);
  }

  private Tensor conv(Tensor x, String name, int stride, int pad, TensorOptional bias) {
    return torch.conv2d(
        x,
        of("w" + name),
        bias,
        new long[] {stride, stride},
        new long[] {pad, pad},
        new long[] {1, 1},
        1);
  }

  private Tensor linear(Tensor x, String name) {
    return torch.linear(x, of("w" + name), some("b" + name));
  }

  private TensorOptional some(String name) {
    return new TensorOptional(of(name));
  }

  private Tensor of(String name) {
    return Objects.requireNonNull(parameters.get(name), name);
  }
}
