/// An operator as a stranger adds it.
@NullMarked
package org.ashlar.example;

import org.jspecify.annotations.NullMarked;
