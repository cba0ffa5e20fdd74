/// The command that runs a model.
@NullMarked
package org.ashlar.models.run;

import org.jspecify.annotations.NullMarked;
