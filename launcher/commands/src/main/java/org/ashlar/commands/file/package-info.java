/// Programs in files.
@NullMarked
package org.ashlar.commands.file;

import org.jspecify.annotations.NullMarked;
