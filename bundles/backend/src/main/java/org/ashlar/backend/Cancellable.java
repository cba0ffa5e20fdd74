package org.ashlar.backend;

import org.osgi.annotation.versioning.ConsumerType;

/// A facet of a device whose runs always end: `launch` returns at once or within the limit of its
/// `await`, and a run whose limit has passed stops by itself. Runs of other devices are kept on
/// threads of their own.
@ConsumerType
public interface Cancellable {}
