package org.ashlar.reference;

import org.ashlar.ir.Expr;

/// How the elements of sources are read: buffers by a kernel, operands by a meaning.
interface Reads {
  Whole whole(Expr.Read read, Scalars scalars);

  Real real(Expr.Read read, Scalars scalars);
}
