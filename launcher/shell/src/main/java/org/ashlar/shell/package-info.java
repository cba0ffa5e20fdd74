/// The command line: one command is one class, offered as a service; the shell finds them and reads
/// lines.
///
/// It uses none of the platform's contracts, so it stays while they are replaced.
@NullMarked
package org.ashlar.shell;

import org.jspecify.annotations.NullMarked;
