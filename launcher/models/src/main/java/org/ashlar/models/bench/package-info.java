/// The command that measures this system beside others.
@NullMarked
package org.ashlar.models.bench;

import org.jspecify.annotations.NullMarked;
