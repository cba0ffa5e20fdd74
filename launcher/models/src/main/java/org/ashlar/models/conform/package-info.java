/// The command that holds models to what came out elsewhere.
@NullMarked
package org.ashlar.models.conform;

import org.jspecify.annotations.NullMarked;
