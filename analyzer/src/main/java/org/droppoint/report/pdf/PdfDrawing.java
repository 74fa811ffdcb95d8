package org.droppoint.report.pdf;

import com.lowagie.text.Element;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.PdfContentByte;
import java.awt.Color;

/** Lines, marks and words on a drawing whose y grows downwards, as in the other formats. */
final class PdfDrawing {
    private final PdfContentByte canvas;
    private final float height;
    private final BaseFont plain;
    private final BaseFont bold;

    PdfDrawing(PdfContentByte canvas, float height, BaseFont plain, BaseFont bold) {
        this.canvas = canvas;
        this.height = height;
        this.plain = plain;
        this.bold = bold;
    }

    void line(float x1, float y1, float x2, float y2, float width, Color colour, boolean dashed) {
        canvas.saveState();
        canvas.setColorStroke(colour);
        canvas.setLineWidth(width);
        if (dashed) {
            canvas.setLineDash(3, 3, 0);
        }
        canvas.moveTo(x1, height - y1);
        canvas.lineTo(x2, height - y2);
        canvas.stroke();
        canvas.restoreState();
    }

    void box(float x, float y, float width, float boxHeight, Color colour) {
        canvas.saveState();
        canvas.setColorFill(colour);
        canvas.rectangle(x, height - y - boxHeight, width, boxHeight);
        canvas.fill();
        canvas.restoreState();
    }

    /** A disc, or a ring where it is not filled. */
    void disc(float x, float y, float radius, Color colour, boolean filled) {
        canvas.saveState();
        canvas.setColorFill(colour);
        canvas.setColorStroke(colour);
        canvas.setLineWidth(1.5f);
        canvas.circle(x, height - y, radius);
        if (filled) {
            canvas.fill();
        } else {
            canvas.stroke();
        }
        canvas.restoreState();
    }

    void cross(float x, float y, float arm, Color colour) {
        line(x - arm, y - arm, x + arm, y + arm, 1.6f, colour, false);
        line(x - arm, y + arm, x + arm, y - arm, 1.6f, colour, false);
    }

    /** A filled polygon of points given as x and y in turn. */
    void polygon(Color colour, float... points) {
        canvas.saveState();
        canvas.setColorFill(colour);
        canvas.moveTo(points[0], height - points[1]);
        for (int i = 2; i + 1 < points.length; i += 2) {
            canvas.lineTo(points[i], height - points[i + 1]);
        }
        canvas.closePath();
        canvas.fill();
        canvas.restoreState();
    }

    /** @param align one of {@link Element#ALIGN_LEFT}, {@link Element#ALIGN_CENTER}, {@link Element#ALIGN_RIGHT} */
    void words(String text, float x, float y, float size, Color colour, boolean strong, int align) {
        canvas.saveState();
        canvas.beginText();
        canvas.setColorFill(colour);
        canvas.setFontAndSize(strong ? bold : plain, size);
        canvas.showTextAligned(align, text, x, height - y, 0);
        canvas.endText();
        canvas.restoreState();
    }
}
