package org.ashlar.schedule;

import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Stmt;

/// An accumulator, the loops that add to it, and the statement that uses it.
record Reduction(Buffer acc, Nest sum, Stmt use) {}
