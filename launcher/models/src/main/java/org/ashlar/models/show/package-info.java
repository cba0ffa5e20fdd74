/// The command that shows what a model is.
@NullMarked
package org.ashlar.models.show;

import org.jspecify.annotations.NullMarked;
