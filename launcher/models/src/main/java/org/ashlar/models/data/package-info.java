/// Values in files and on the terminal.
@NullMarked
package org.ashlar.models.data;

import org.jspecify.annotations.NullMarked;
