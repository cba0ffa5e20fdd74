package org.ashlar.commands.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.nn.Initial;
import org.ashlar.nn.Layer;
import org.ashlar.train.Networks;
import org.ashlar.train.data.Dataset;
import org.ashlar.train.data.Task;
import org.ashlar.train.data.Tasks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `train` learns from, and with which network.
final class DataOptions {
  /// The networks.
  enum Kind {
    MLP,
    CONV
  }

  private static final int DIGITS_PASSES = 14;
  private static final int PASSES = 5;

  @Option(
      names = "--data",
      paramLabel = "PLACE",
      description =
          "A folder with train-images-idx3-ubyte and train-labels-idx1-ubyte (t10k-... to test), or"
              + " with train.csv (test.csv), or one .csv file; each may be .gz.")
  private @Nullable Path data;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The column of the labels in CSV files; default: the last.")
  private @Nullable String label;

  @Option(
      names = "--network",
      paramLabel = "KIND",
      description = "mlp or conv; default: conv for pictures, else mlp.")
  private @Nullable Kind network;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      split = ",",
      description = "Widths of the hidden layers of mlp; default: ${DEFAULT-VALUE}")
  private List<Integer> hidden = List.of(128);

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = "Channels of the first convolution of conv; default: ${DEFAULT-VALUE}")
  private int channels = 16;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "The part left out while training; default: ${DEFAULT-VALUE}")
  private double dropout = 0;

  @Option(
      names = {"--epochs", "--passes"},
      paramLabel = "N",
      description = "Passes over the data; default: 5, for the digits 14.")
  private @Nullable Integer passes;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Samples of a mini-batch; default: ${DEFAULT-VALUE}")
  private int batch = 32;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "For first numbers, the order of samples, dropout; default: ${DEFAULT-VALUE}")
  private long seed = 7;

  Task task() {
    return data == null ? Tasks.digits() : Tasks.load(data, Optional.ofNullable(label));
  }

  Layer network(Task task, DType compute) {
    var kind = network != null ? network : task.pictures() ? Kind.CONV : Kind.MLP;
    var initial = new Initial(seed);
    return switch (kind) {
      case MLP -> Networks.mlp(task, hidden, dropout, compute, initial);
      case CONV -> Networks.conv(task, channels, dropout, compute, initial);
    };
  }

  int batch(Dataset train) {
    if (batch < 1 || batch > train.size()) {
      throw new IllegalArgumentException(
          "train: --batch must be from 1 to " + train.size() + ": " + batch);
    }
    return batch;
  }

  int passes() {
    int number = passes != null ? passes : data == null ? DIGITS_PASSES : PASSES;
    if (number < 1 || number > 1_000_000) {
      throw new IllegalArgumentException("train: --epochs must be from 1 to 1000000: " + number);
    }
    return number;
  }

  long seed() {
    return seed;
  }
}
