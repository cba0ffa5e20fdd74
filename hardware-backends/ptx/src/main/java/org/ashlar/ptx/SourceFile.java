package org.ashlar.ptx;

/// A file that `.loc` lines refer to by its number.
public record SourceFile(int index, String name) {}
