package org.ashlar.itest.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.BasicStroke;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.TensorData;
import org.junit.jupiter.api.Test;

/// A reader of handwritten digits reads strokes drawn here, as wide as those that it learned from.
class DrawnDigitsTest {
  private static final int SIDE = 28;

  @Test
  void eachDrawingIsRead() {
    var file = CpuModel.data("models/mnist/mnist-8/model.onnx");
    var read = new LinkedHashMap<Integer, Integer>();
    try (var model = new CpuModel(file)) {
      digits()
          .forEach((digit, strokes) ->
              read.put(digit, CpuModel.largest(model.run(drawing(strokes)), 0, 10)));
    }
    assertEquals(new ArrayList<>(read.keySet()), new ArrayList<>(read.values()));
    assertEquals(10, read.size());
  }

  private static Map<Integer, List<Shape>> digits() {
    var digits = new LinkedHashMap<Integer, List<Shape>>();
    digits.put(0, List.of(new Ellipse2D.Double(8.5, 5, 11, 18)));
    digits.put(1, List.of(line(15, 4.5, 13, 23.5)));
    digits.put(2, List.of(line(8, 9, 11, 5.5, 15, 5, 18, 7, 18, 10.5, 9, 22, 20, 22)));
    digits.put(
        3, List.of(line(8, 6, 14, 5, 18, 7.5, 17, 11.5, 12, 13.5, 18, 16, 18, 20, 14, 23, 8, 22)));
    digits.put(4, List.of(line(10, 5, 8.5, 14, 19, 14), line(18, 5, 17, 24)));
    digits.put(
        5,
        List.of(line(19, 5.5, 11, 5.5, 10, 12.5, 14, 12, 18, 14.5, 18, 19, 14.5, 22.5, 8.5, 22)));
    digits.put(6, List.of(line(16, 4.5, 11, 10, 9, 17), new Ellipse2D.Double(9, 13.5, 9.5, 9)));
    digits.put(7, List.of(line(8, 6, 19.5, 6, 12, 24)));
    digits.put(
        8, List.of(new Ellipse2D.Double(10.5, 5, 8, 8), new Ellipse2D.Double(9.5, 13, 9, 10)));
    digits.put(9, List.of(new Arc2D.Double(9, 5, 9, 9, 0, 360, Arc2D.OPEN), line(18, 9.5, 17, 24)));
    return digits;
  }

  private static Shape line(double... points) {
    var path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    return path;
  }

  /// White on black, from 0 to 1.
  private static TensorData drawing(List<Shape> strokes) {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    var pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setStroke(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    strokes.forEach(pen::draw);
    pen.dispose();
    var grey = new float[SIDE * SIDE];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = image.getRaster().getSample(i % SIDE, i / SIDE, 0) / 255f;
    }
    return TensorData.of(grey, 1, 1, SIDE, SIDE);
  }
}
