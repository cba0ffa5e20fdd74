/// Known models on real data: what comes out is known from elsewhere.
@NullMarked
package org.ashlar.itest.models;

import org.jspecify.annotations.NullMarked;
