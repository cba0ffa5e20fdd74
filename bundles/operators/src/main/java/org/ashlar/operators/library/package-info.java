/// How the library's operators become services.
@NullMarked
package org.ashlar.operators.library;

import org.jspecify.annotations.NullMarked;
