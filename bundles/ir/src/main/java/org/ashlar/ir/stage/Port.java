package org.ashlar.ir.stage;

import org.ashlar.ir.Type;

/// An input or output of a model, as its file declares it.
///
/// @param type sizes that the file leaves open are symbolic
/// @param optional whether the model has a value of its own where none is given
public record Port(String name, Type type, boolean optional) {}
