/// Derivatives of models held against differences.
@NullMarked
package org.ashlar.models.gradient;

import org.jspecify.annotations.NullMarked;
