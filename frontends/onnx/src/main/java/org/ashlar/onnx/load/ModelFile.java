package org.ashlar.onnx.load;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ashlar.onnx.schema.ModelProto;

/// A model file as checked messages. Large ones are mapped, so that weights are read where they
/// lie.
public final class ModelFile {
  /// A file up to this length is copied: it may change on the disk without harm.
  private static final long COPIED = 1 << 20;

  private ModelFile() {}

  /// @param weights gives the numbers of the model's tensors
  public record Opened(ModelProto model, Weights weights) {}

  /// Reads and checks a model.
  ///
  /// @throws IllegalArgumentException when it is no model, is damaged, or goes beyond a limit;
  ///   names the file
  /// @throws UncheckedIOException when it cannot be read
  public static Opened open(Path file, Limits limits) {
    try {
      return opened(segment(file, limits), new ExternalData(folder(file)), limits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e, e);
    }
  }

  /// Reads and checks a model in memory, which can hold no numbers elsewhere.
  public static Opened of(byte[] bytes, Limits limits) {
    return opened(MemorySegment.ofArray(bytes), ExternalData.NONE, limits);
  }

  /// Large initialisers stay where they lie: the parser would copy them.
  private static Opened opened(MemorySegment bytes, ExternalData external, Limits limits) {
    var skeleton = Skeleton.of(bytes);
    var model =
        skeleton
            .map(s -> parse(ByteBuffer.wrap(s.bytes()), limits))
            .orElseGet(() -> parse(bytes.asByteBuffer(), limits));
    var weights = new Weights(external, limits);
    skeleton.ifPresent(s -> {
      for (int i = 0; i < s.places().size(); i++) {
        var tensor = model.getGraph().getInitializer(i);
        s.places().get(i).ifPresent(place -> weights.put(tensor, place));
      }
    });
    return new Opened(ModelCheck.of(model, weights, limits), weights);
  }

  private static Path folder(Path file) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    return (folder == null ? file.toAbsolutePath() : folder).toRealPath();
  }

  /// The bytes of a file, mapped where they are many.
  ///
  /// @throws IllegalArgumentException when they are more than the limit
  static ByteBuffer bytes(Path file, Limits limits) throws IOException {
    return segment(file, limits).asByteBuffer();
  }

  private static MemorySegment segment(Path file, Limits limits) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > limits.fileBytes()) {
        throw new IllegalArgumentException(
            "is too long: " + size + " bytes, at most " + limits.fileBytes() + " are read");
      }
      return size <= COPIED
          ? MemorySegment.ofArray(Files.readAllBytes(file))
          : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
    }
  }

  private static ModelProto parse(ByteBuffer bytes, Limits limits) {
    try {
      var in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      in.enableAliasing(true);
      in.setRecursionLimit(limits.messages());
      var model = ModelProto.parseFrom(in);
      if (!model.hasGraph()) {
        throw new IllegalArgumentException("is no ONNX model: it has no graph");
      }
      return model;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("is no ONNX model, or damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
