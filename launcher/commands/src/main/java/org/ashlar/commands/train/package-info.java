/// Training from the command line.
@NullMarked
package org.ashlar.commands.train;

import org.jspecify.annotations.NullMarked;
