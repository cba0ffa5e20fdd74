package org.ashlar.ptx;

/// A place in the program that PTX was made from, as `.loc` says it: number of a `.file`, line,
/// column.
///
/// Where a compiler says into what a line was inlined, that is dropped: the innermost place stays.
public record Source(int file, int line, int column) {}
