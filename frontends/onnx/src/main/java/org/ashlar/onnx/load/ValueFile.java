package org.ashlar.onnx.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.onnx.schema.MapProto;
import org.ashlar.onnx.schema.OptionalProto;
import org.ashlar.onnx.schema.SequenceProto;
import org.ashlar.onnx.schema.TensorProto;

/// Reads a value from a file: a tensor, or what its type says.
public final class ValueFile {
  private ValueFile() {}

  /// @param type tells a sequence, an optional and a map from a tensor
  /// @throws IllegalArgumentException when the file is damaged or too large; names it
  public static Datum read(Path file, Type type, Limits limits) {
    try {
      return of(ModelFile.bytes(file, limits), type, limits);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e, e);
    }
  }

  /// See {@link #read}.
  static Datum of(ByteBuffer bytes, Type type, Limits limits) {
    try {
      var in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      in.enableAliasing(true);
      in.setRecursionLimit(limits.messages());
      return switch (type) {
        case TensorType _ -> tensor(parsed(TensorProto.parser(), in));
        case Type.SequenceType(var of) -> sequence(parsed(SequenceProto.parser(), in), of);
        case Type.OptionalType(var of) -> optional(parsed(OptionalProto.parser(), in), of);
        case Type.MapType(var key, var of) -> map(parsed(MapProto.parser(), in), key, of);
      };
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("is no value of ONNX, or damaged: " + e.getMessage(), e);
    }
  }

  private static <T extends MessageLite> T parsed(Parser<T> parser, CodedInputStream in)
      throws InvalidProtocolBufferException {
    var message = parser.parseFrom(in);
    if (message.getSerializedSize() == 0) {
      throw new InvalidProtocolBufferException("it says nothing");
    }
    return message;
  }

  private static Datum tensor(TensorProto tensor) {
    return Kinds.of(tensor.getDataType()) == DType.STRING
        ? new Datum.Strings(Tensors.sizes(tensor), Tensors.texts(tensor))
        : Tensors.read(tensor);
  }

  private static Datum.Sequence sequence(SequenceProto proto, Type of) {
    var items = new ArrayList<Datum>();
    proto.getTensorValuesList().forEach(t -> items.add(tensor(t)));
    for (var item : proto.getSequenceValuesList()) {
      items.add(sequence(item, of instanceof Type.SequenceType(var inner) ? inner : of));
    }
    for (var item : proto.getMapValuesList()) {
      items.add(map(item, DType.I64, of));
    }
    for (var item : proto.getOptionalValuesList()) {
      items.add(optional(item, of instanceof Type.OptionalType(var inner) ? inner : of));
    }
    return new Datum.Sequence(of, items);
  }

  private static Datum optional(OptionalProto proto, Type of) {
    Optional<Datum> item = Optional.empty();
    if (proto.hasTensorValue()) {
      item = Optional.of(tensor(proto.getTensorValue()));
    } else if (proto.hasSequenceValue()) {
      item =
          Optional.of(
              sequence(
                  proto.getSequenceValue(),
                  of instanceof Type.SequenceType(var inner) ? inner : of));
    } else if (proto.hasMapValue()) {
      item = Optional.of(map(proto.getMapValue(), DType.I64, of));
    } else if (proto.hasOptionalValue()) {
      item =
          Optional.of(
              optional(
                  proto.getOptionalValue(),
                  of instanceof Type.OptionalType(var inner) ? inner : of));
    }
    return new Datum.Maybe(of, item);
  }

  private static Datum map(MapProto proto, DType otherwise, Type of) {
    boolean strings = proto.getStringKeysCount() > 0;
    List<Object> keys =
        strings
            ? proto.getStringKeysList().stream().<Object>map(ByteString::toStringUtf8).toList()
            : List.copyOf(proto.getKeysList());
    return new Datum.Table(
        Kinds.find(proto.getKeyType()).orElse(otherwise),
        of,
        keys,
        sequence(proto.getValues(), of).items());
  }
}
