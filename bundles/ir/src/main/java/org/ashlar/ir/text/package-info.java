/// The guts of the text forms: lexer, printers and parsers. Not exported; {@link
/// org.ashlar.ir.Text}, {@link org.ashlar.ir.Parse} and their twins in `org.ashlar.ir.kernel` are
/// the doors.
@NullMarked
package org.ashlar.ir.text;

import org.jspecify.annotations.NullMarked;
