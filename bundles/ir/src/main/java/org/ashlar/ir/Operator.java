package org.ashlar.ir;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/// An operation on tensors: a record whose components are its attributes.
///
/// Shapes, reference, gradients, fusion, kernels and documentation are derived from what it says
/// here. A registered service is a specimen: it tells name, attributes and version, and other
/// values are made through the record's canonical constructor ({@link Attributes}). It needs a
/// public constructor without parameters.
@ConsumerType
public interface Operator {
  /// The types of the results.
  ///
  /// @throws IllegalArgumentException `name: rule: facts` when the arguments do not fit
  List<Type> infer(List<Type> args);

  /// What the results are, for arguments that {@link #infer} accepts.
  Meaning meaning(List<Type> args);

  /// The gradients of the arguments, given those of the results (one for each, zero-filled where
  /// unused): one entry an argument, in order. Empty (the default): derived from the meaning.
  default Optional<List<Value>> gradient(Value call, List<Value> dy) {
    return Optional.empty();
  }

  default String domain() {
    return "";
  }

  /// The name in programs: the record's name in lower case.
  default String name() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  default int version() {
    return 1;
  }

  default OperatorId id() {
    return new OperatorId(domain(), name(), version());
  }
}
