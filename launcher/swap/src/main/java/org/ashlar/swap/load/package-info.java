/// Traffic: threads that send predictions through the door and check every answer.
@NullMarked
package org.ashlar.swap.load;

import org.jspecify.annotations.NullMarked;
