/// Replacing blocks while they are used, and seeing that nothing stays behind.
@NullMarked
package org.ashlar.commands.swap;

import org.jspecify.annotations.NullMarked;
