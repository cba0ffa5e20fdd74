/// Plugins from the first line to the running operator, with nothing but the platform.
@NullMarked
package org.ashlar.commands.plugin;

import org.jspecify.annotations.NullMarked;
