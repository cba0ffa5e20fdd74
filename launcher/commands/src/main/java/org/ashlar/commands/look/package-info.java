/// Looking at the platform: devices, operators, programs at every stage, and why something is not
/// there.
@NullMarked
package org.ashlar.commands.look;

import org.jspecify.annotations.NullMarked;
