package org.ashlar.onnx;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;

/// A message without a schema, for the values of test files.
record Wire(UnknownFieldSet fields) {
  static Wire of(byte[] bytes) throws InvalidProtocolBufferException {
    return new Wire(UnknownFieldSet.parseFrom(bytes));
  }

  static Wire of(com.google.protobuf.ByteString bytes) throws InvalidProtocolBufferException {
    return new Wire(UnknownFieldSet.parseFrom(bytes));
  }

  List<com.google.protobuf.ByteString> fields(int number) {
    return fields.hasField(number) ? fields.getField(number).getLengthDelimitedList() : List.of();
  }
}
