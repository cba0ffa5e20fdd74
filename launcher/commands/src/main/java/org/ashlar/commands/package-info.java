/// What the commands share: where they write and how they draw.
@NullMarked
package org.ashlar.commands;

import org.jspecify.annotations.NullMarked;
