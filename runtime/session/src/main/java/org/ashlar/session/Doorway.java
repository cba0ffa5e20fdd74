package org.ashlar.session;

import java.util.HashMap;
import java.util.Map;
import org.ashlar.door.Door;
import org.ashlar.door.Parcel;
import org.ashlar.door.Reply;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Puts sessions behind the door: parcels become tensors, answers parcels, errors plain text.
public final class Doorway {
  private Doorway() {}

  /// Serves a session under a name until the handle is closed.
  public static Door.Handle serve(Door door, String name, Session session) {
    return door.serve(name, inputs -> reply(session.run(tensors(inputs))));
  }

  private static Map<String, TensorData> tensors(Map<String, Parcel> parcels) {
    var tensors = new HashMap<String, TensorData>();
    parcels.forEach(
        (name, p) -> tensors.put(name, new TensorData(DType.of(p.dtype()), p.sizes(), p.data())));
    return tensors;
  }

  private static Reply reply(Answer answer) {
    var parcels = new HashMap<String, Parcel>();
    answer
        .outputs()
        .forEach(
            (name, t) -> parcels.put(name, new Parcel(t.dtype().toString(), t.sizes(), t.data())));
    return new Reply(parcels, answer.versions(), answer.epoch());
  }
}
