/// Tests of the whole: the house's rules, the script, and the platform as users start it.
@NullMarked
package org.ashlar.itest;

import org.jspecify.annotations.NullMarked;
