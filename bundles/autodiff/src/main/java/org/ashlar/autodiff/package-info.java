/// Reverse mode: from a function to the function with its gradients.
@NullMarked
package org.ashlar.autodiff;

import org.jspecify.annotations.NullMarked;
