// How does deck.gl draw triangles of a flat map? With one small shader for areas, ribbons and dots, one call a layer.
import {Layer} from '@deck.gl/core';
import {Model} from '@luma.gl/engine';

const BLOCK = `layout(std140) uniform flatUniforms {
  vec2 centre;
  vec2 perMetre;
  vec2 perPixel;
  float width;
  float shape;
  float halo;
} flat_;
`;
const uniforms = {
  name: 'flat',
  vs: BLOCK,
  fs: BLOCK,
  instanceName: 'flat_',
  uniformTypes: {
    centre: 'vec2<f32>', perMetre: 'vec2<f32>', perPixel: 'vec2<f32>', width: 'f32', shape: 'f32', halo: 'f32'
  }
};

// `around`: offset and side; `size`: of the row, relative to the layer's width or, where that is 0, in pixels.
const VS = `#version 300 es
in vec2 positions;
in vec3 around;
in float size;
in vec4 colours;
out vec4 colour;
out float edge;
out float reach;
void main() {
  float px = size * (flat_.width > 0.0 ? flat_.width : 1.0);
  colour = colours;
  reach = 0.5 * px;
  vec2 at = (positions - flat_.centre) * flat_.perMetre;
  if (flat_.shape == 1.0) {
    float wide = reach + 0.5; // half a pixel more, to fade out in
    edge = around.z * wide;
    at += around.xy * wide * flat_.perPixel;
  } else {
    edge = 0.0;
    gl_PointSize = px + 1.0 + 2.0 * flat_.halo;
  }
  gl_Position = vec4(at, 0.0, 1.0);
  if (px <= 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
`;
const FS = `#version 300 es
precision highp float;
in vec4 colour;
in float edge;
in float reach;
out vec4 drawn;
void main() {
  drawn = colour;
  if (flat_.shape == 1.0) {
    drawn.a *= clamp(reach + 0.5 - abs(edge), 0.0, 1.0) * min(1.0, 2.0 * reach + 0.25);
  } else if (flat_.shape == 2.0) {
    float whole = reach + 0.5 + flat_.halo;
    float apart = length(gl_PointCoord - 0.5) * 2.0 * whole;
    if (apart > whole) discard;
    drawn.rgb = mix(drawn.rgb, vec3(1.0), clamp(apart - reach + 0.5, 0.0, 1.0) * step(0.5, flat_.halo));
    drawn.a *= clamp(whole - apart, 0.0, 1.0);
  }
}
`;
const SHAPES = {areas: 0, lines: 1, points: 2};
const PARAMETERS = {
  depthCompare: 'always', depthWriteEnabled: false, cullMode: 'none', blend: true,
  blendColorOperation: 'add', blendColorSrcFactor: 'src-alpha', blendColorDstFactor: 'one-minus-src-alpha',
  blendAlphaOperation: 'add', blendAlphaSrcFactor: 'one', blendAlphaDstFactor: 'one-minus-src-alpha'
};

/**
 * Properties: `shape`; `mesh` with positions and, but for points, indices (and around, for lines); `colours`, four
 * octets a vertex; `sizes`, one a vertex; `width` in pixels; `halo` in pixels. New arrays are sent to the processor.
 */
export class FlatLayer extends Layer {
  initializeState() {
    this.setState({buffers: {}});
  }

  updateState({props, oldProps}) {
    const {device} = this.context;
    const {mesh} = props;
    const fresh = mesh !== oldProps.mesh;
    const n = mesh.positions.length / 2;
    const buffers = {...this.state.buffers};
    const put = (name, data, before) => {
      if (data === before && buffers[name]) return;
      if (buffers[name]?.byteLength === data.byteLength) buffers[name].write(data);
      else {
        buffers[name]?.destroy();
        buffers[name] = device.createBuffer({id: `${props.id}-${name}`, data});
      }
    };
    const held = buffers.positions;
    if (fresh) {
      put('positions', mesh.positions);
      put('around', mesh.around ?? new Float32Array(3 * n));
    }
    put('colours', props.colours, oldProps.colours);
    put('size', props.sizes, oldProps.sizes);
    if (fresh && mesh.indices) {
      this.state.indices?.destroy();
      this.setState({indices: device.createBuffer({id: `${props.id}-indices`, usage: 16, indexType: 'uint32', data: mesh.indices})});
    }
    const {positions, around, colours, size} = buffers;
    const same = held && Object.keys(buffers).every((name) => buffers[name] === this.state.buffers[name]);
    this.setState({buffers});
    if (!this.state.triangles || !same || fresh) {
      this.state.triangles?.destroy();
      const triangles = new Model(device, {
        id: props.id,
        vs: VS,
        fs: FS,
        modules: [uniforms],
        topology: props.shape === 'points' ? 'point-list' : 'triangle-list',
        bufferLayout: [
          {name: 'positions', format: 'float32x2'}, {name: 'around', format: 'float32x3'},
          {name: 'size', format: 'float32'}, {name: 'colours', format: 'unorm8x4'}
        ],
        attributes: {positions, around, size, colours},
        indexBuffer: this.state.indices ?? null,
        vertexCount: mesh.indices?.length ?? n,
        parameters: PARAMETERS
      });
      this.setState({triangles});
    }
  }

  draw() {
    const {triangles} = this.state;
    const {shape, width, halo, mesh} = this.props;
    if (!mesh.positions.length) return;
    const {viewport} = this.context;
    const [x, y] = viewport.target ?? viewport.position;
    const [w, h] = [viewport.width, viewport.height];
    const ratio = this.context.device.canvasContext.cssToDeviceRatio();
    const k = 2 * 2 ** viewport.zoom;
    triangles.shaderInputs.setProps({
      flat: {
        centre: [x, y],
        perMetre: [k / w, k / h],
        perPixel: [2 / (w * ratio), 2 / (h * ratio)],
        width: width * ratio,
        shape: SHAPES[shape],
        halo: (halo ?? 0) * ratio
      }
    });
    triangles.draw(this.context.renderPass);
  }

  finalizeState(context) {
    super.finalizeState(context);
    this.state.triangles?.destroy();
    this.state.indices?.destroy();
    for (const buffer of Object.values(this.state.buffers)) buffer.destroy();
  }
}
FlatLayer.layerName = 'FlatLayer';
FlatLayer.defaultProps = {mesh: {type: 'object', value: null}, colours: {type: 'object', value: null}, sizes: {type: 'object', value: null}};
