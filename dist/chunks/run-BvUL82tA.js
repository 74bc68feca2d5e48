import{a as e,i as t,n,s as r}from"./errors-BkzsI9ny.js";import{D as i,O as a,i as o,k as s,l as c,r as l,t as u,u as d,w as f}from"./open-stores-Brpp_xss.js";import{r as p}from"./parse-CBg9KM1D.js";import{C as m,O as h,_ as g,a as _,b as v,d as y,h as b,i as x,m as S,p as C,u as ee,w as te,y as ne}from"./schemas-I7uZZHPd.js";import{a as re,t as ie}from"./known-image-B7_UFHRy.js";import{n as ae}from"./nearest-D5LOEzaW.js";import{$ as oe,A as se,B as ce,D as le,E as ue,F as de,G as fe,H as pe,I as me,J as he,K as ge,L as w,M as _e,O as ve,Q as ye,R as be,T as xe,U as Se,V as Ce,X as we,Y as Te,Z as Ee,a as De,b as Oe,c as ke,d as Ae,et as je,f as Me,g as Ne,h as Pe,j as Fe,k as Ie,l as Le,p as Re,q as ze,s as Be,t as Ve,u as He,v as Ue,x as We,y as Ge,z as Ke}from"./python-CfwV6Gst.js";import{t as qe}from"./schema-faults-Bd9VpxPO.js";import{t as T}from"./key-path-CaemLaGF.js";import{t as Je}from"./text-file-CR57NdTB.js";import{c as Ye,l as Xe,r as Ze,u as Qe}from"./reference-DAu-VPxF.js";import{f as $e,m as et,n as tt,o as nt,p as rt,r as it,s as at,t as ot}from"./layers-DqK8WfT_.js";import{r as st,t as ct}from"./config-file-CByiVhen.js";import{t as lt}from"./secret-xzMLAKPZ.js";import{t as ut}from"./tar-read-DwF_lt-A.js";import{r as dt}from"./model-D-RTRATX.js";import{t as ft}from"./map-limit-D31jJirp.js";import{a as pt,c as mt,i as ht,l as gt,s as _t,t as vt}from"./move-layer-CF0dT8Bn.js";import{t as yt}from"./format-size-BIQWr9_W.js";import{t as bt}from"./usingCtx-Da0_7VkO.js";import{createHash as xt}from"node:crypto";import E,{dirname as St,join as D,posix as Ct,resolve as O}from"node:path";import{copyFile as wt,link as Tt,mkdir as Et,open as Dt,realpath as Ot,stat as kt,writeFile as k}from"node:fs/promises";import{constants as At}from"node:fs";async function jt(e,t,n,r){let i=Qe(n),a=i??await Mt(e,t,n,r),o=await e.getManifest(a,r);if(o!==void 0){let n=$e(o,e);if(i!==void 0||n.name===t)return n}throw await Nt(e,`${t}:${n}`,r)}async function Mt(e,t,n,r){if(n!==`latest`)return at(n);let i=nt(await e.listTags(r));if(i===0)throw await Nt(e,t,r);return at(i)}async function Nt(e,t,n){let r=nt(await e.listTags(n)),i=r===0?`holds no version of it`:`its latest version is ${r}`,a=`model ${t} is not registered in ${e.name}: ${i}; register it first`;return new rt(`MODEL_UNKNOWN`,a)}async function Pt(e,t){let{stores:n,context:r}=t,i=[];for(let a of e.choices){if(a.kind===`reference`){i.push(await Ft(a.reference,t));continue}let o=et(e.registry,e.image,r),s=n.repositories.open(Ze(o,a.name));i.push(await jt(s,a.name,a.version,r.signal))}return i}async function Ft(e,t){let{digest:r,location:i}=e;if(r===void 0)throw new n(`BAD_INPUT`,[{message:`a model is named by name:version or by REPOSITORY@sha256:…`,place:{key:t.context.spell(`model`)}}]);let a=t.stores.repositories.open(i);return jt(a,a.name,r,t.context.signal)}const It=/^azureml\/azureml_[0-9a-f]{32}(?:[:@].*)?$/;function Lt(e,t){let{config:n}=e,{baseImage:i,baseRegistry:a}=n,o={file:n.file},s=e.baseImage??(i&&Rt(i,a,{place:o,log:t}));if(s===void 0)return;r(`BAD_FILE`,zt(s,o));let c=ie(s);return c!==void 0&&t.warn(c,o),s}function Rt(e,t,{place:n,log:r}){if(t===void 0)return e;let{address:i}=t;if(e.startsWith(`${i}/`))return e;if(!re(e))return`${i}/${e}`;let a=`the base image ${e} names its registry itself; baseImageRegistry ${i} is not put before it`;return r.warn(a,n),e}function zt(e,t){return It.test(e)?[{message:`${e} is an image of a workspace's own registry, which nothing names: give its address as baseImageRegistry.address (HOST.azurecr.io); where the workspace has no registry yet, there is no such image either`,place:t}]:[]}const Bt=`flask~=3.1.0 werkzeug>=3.1 jinja2>=3.1.2 itsdangerous>=2.2 click>=8.1.3 markupsafe>=2.1.1`,A=`flask<=2.3.2 werkzeug>=3.0.3 markupsafe>=2.1.1 opencensus-ext-azure~=1.1.0`,Vt=`flask<=2.3.2 werkzeug<3.0.0 opencensus-ext-azure~=1.1.0 flask-cors~=3.0.1`,Ht=`flask<2.3.0 pydantic>=1.9,<1.11 opencensus-ext-azure~=1.1.0 flask-cors~=3.0.1`,j=`gunicorn>=23.0.0 inference-schema~=1.8.0 certifi>=2024.7.4`,Ut=`opentelemetry-sdk==1.33.0 opentelemetry-api==1.33.0`,Wt=`opencensus-ext-azure~=1.1.0`,M=`gunicorn==20.1.0`,Gt=`werkzeug<3 setuptools<81`,Kt=[[`1.5.1`,`~=1.5`,`>=3.9`,`${Bt} flask-cors~=6.0.0 pydantic~=2.12.0 ${j} ${Ut}`,``],[`1.5.0`,`==1.5.0`,`>=3.9`,`${Bt} flask-cors~=6.0.0 pydantic~=2.11.0 ${j} ${Ut}`,``],[`1.4.1`,`~=1.4.0`,`>=3.9`,`${Bt} flask-cors~=6.0.0 pydantic~=2.11.0 ${j} ${Wt}`,``],[`1.4.0`,`==1.4.0`,`>=3.9`,`flask~=3.0.0 werkzeug>=3.0.3 jinja2>=3.1.2 itsdangerous>=2.1.2 click>=8.1.3 markupsafe>=2.1.1 flask-cors~=5.0.0 pydantic~=2.9.0 ${j} ${Wt}`,``],[`1.3.4`,`~=1.3.0`,`>=3.8`,`${A} flask-cors~=5.0.0 pydantic~=2.9.0 ${j}`,``],[`1.3.3`,`==1.3.3`,`>=3.8`,`${A} flask-cors~=5.0.0 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,``],[`1.3.2`,`==1.3.2`,`>=3.8`,`${A} flask-cors~=4.0.1 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,``],[`1.3.0`,`==1.3.0`,`>=3.8`,`${A} flask-cors~=3.0.1 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,``],[`1.2.2`,`~=1.2.0`,`>=3.8`,`${A} flask-cors~=3.0.1 pydantic~=2.0 gunicorn==22.0.0 inference-schema~=1.7.0`,``],[`1.2.1`,`==1.2.1`,`>=3.8`,`${Vt} pydantic~=2.0 gunicorn==22.0.0 inference-schema~=1.7.0`,``],[`1.2.0`,`==1.2.0`,`>=3.8`,`${Vt} pydantic~=2.0 ${M} inference-schema~=1.7.0`,`setuptools<81`],[`1.1.0`,`~=1.1.0`,`>=3.8`,`${Vt} pydantic~=2.0 ${M} inference-schema~=1.7.0`,`setuptools<81`],[`1.0.0`,`~=1.0.0`,`>=3.8`,`${Ht} ${M} inference-schema~=1.7.0`,Gt],[`0.8.4.2`,`~=0.8.4`,`>=3.7`,`${Ht} ${M} inference-schema~=1.7.0`,Gt],[`0.8.4.1`,`==0.8.4.1`,`>=3.7`,`${Ht} ${M} inference-schema~=1.5.0`,Gt]];function qt(){return Kt.map(([e,t,n,r,i])=>({version:e,specifier:t,python:n,needs:Jt(r),forgets:Jt(i)}))}function Jt(e){let t=e.split(` `).filter(e=>e!==``);return Object.fromEntries(t.map(e=>Yt(e)))}function Yt(e){let t=e.search(/[<>=~]/);return[e.slice(0,t),e.slice(t)]}const Xt=/^(===|==|~=|!=|<=|>=|<|>)\s*v?(?:\d+!)?(\d+(?:\.\d+)*)(\.\*)?(.*)$/;function N(e){return e.split(`,`).map(e=>e.trim()).map(rn).reduce(Zt,{excluded:[]})}function Zt(e,t){let n=nn(e.low,t.low,1),r=nn(e.high,t.high,-1);return{...n===void 0?{}:{low:n},...r===void 0?{}:{high:r},excluded:[...e.excluded,...t.excluded]}}function Qt({low:e,high:t,excluded:n}){if(e===void 0||t===void 0)return!1;let r=P(e.version,t.version);return r===0?!e.inclusive||!t.inclusive||n.some(t=>P(t,e.version)===0):r>0}function $t(e,t){return!Qt(Zt(N(e),N(t)))}function en(e,t){let n=N(e),r=N(t);return tn(r.low,n.low,1)&&tn(r.high,n.high,-1)&&!Qt(n)}function tn(e,t,n){if(e===void 0)return!0;if(t===void 0)return!1;let r=P(t.version,e.version)*n;return r>0||r===0&&(e.inclusive||!t.inclusive)}function nn(e,t,n){if(e===void 0||t===void 0)return e??t;let r=P(e.version,t.version)*n;return r===0?e.inclusive?t:e:r>0?e:t}function rn(e){let t=Xt.exec(e);if(t===null)return{excluded:[]};let[,n=`==`,r=``,i,a=``]=t,o=r.split(`.`).map(Number),s={release:o,rank:sn(a)},c={version:s,inclusive:!0},l={version:s,inclusive:!1};switch(n){case`<`:return{high:l,excluded:[]};case`<=`:return{high:c,excluded:[]};case`>`:return{low:l,excluded:[]};case`>=`:return{low:c,excluded:[]};case`!=`:return{excluded:i===void 0?[s]:[]};case`~=`:return{low:c,high:an(on(o.slice(0,-1))),excluded:[]};default:return i===void 0?{low:c,high:c,excluded:[]}:{low:c,high:an(on(o)),excluded:[]}}}function an(e){return{version:{release:e,rank:0},inclusive:!1}}function on(e){return[...e.slice(0,-1),(e.at(-1)??0)+1]}function sn(e){return e===``||e.startsWith(`+`)?0:/^[.-]?post/.test(e)?1:-1}function P(e,t){let n=Math.max(e.release.length,t.release.length);for(let r=0;r<n;r+=1){let n=(e.release[r]??0)-(t.release[r]??0);if(n!==0)return n}return e.rank-t.rank}const F=`azureml-inference-server-http`,cn={server:F,metapackage:`azureml-defaults`};function ln(e){return e!==void 0&&He(e)===F}function un(e,t){let n=t.find(e=>ln(e.name)),r=fn(e,n);if(r.length===0)return pn(e,n);let i=r.map(e=>({release:e,conflicts:mn(e,t)})),a=i.find(e=>e.conflicts.length===0);if(a===void 0){let[e]=i.toSorted((e,t)=>e.conflicts.length-t.conflicts.length);return{kind:`conflict`,conflicts:e?.conflicts??[]}}let{release:o}=a,s=Object.entries(o.forgets).filter(([e,n])=>hn(e,n,t)).map(([e,t])=>`${e}${t}`),c=n===void 0?[`${F}${o.specifier}`]:[],l=gn(i,o.version,e);return{kind:`chosen`,lines:[...c,...s],reason:l}}function dn({requirement:e,wants:t,release:n}){let{text:r,place:i}=e;return{message:ln(e.name)?`${r} does not run on this Python; write ${t}, or leave the line out`:`${r} is wanted here, the scoring server (${F} ${n}) needs ${t}, and no other release goes better with the list: write ${t}, or leave the line out`,...i===void 0?{}:{place:i}}}function fn(e,t){let n=t===void 0?``:Me(t.text)??``;return qt().filter(t=>(e===void 0||en(`==${e}`,t.python))&&$t(`==${t.version}`,n))}function pn(e,t){let[n]=fn(e,void 0);if(t!==void 0&&fn(void 0,t).length>0&&n!==void 0)return{kind:`conflict`,conflicts:[{requirement:t,wants:Re(t.text,n.specifier),release:n.version}]};let r=qt().findLast(e=>e.specifier.startsWith(`~=`));return{kind:`chosen`,lines:t===void 0?[`${F}${r?.specifier??``}`]:[],reason:``}}function mn(e,t){return t.flatMap(t=>{let n=Me(t.text);if(t.name===void 0||n===void 0)return[];let r=e.needs[t.name]??e.forgets[t.name];return r===void 0||$t(n,r)?[]:[{requirement:t,wants:Re(t.text,r),release:e.version}]})}function hn(e,t,n){return!n.some(n=>n.name===e&&en(Me(n.text)??``,t))}function gn(t,n,r){let i=qt()[0]?.version??n;if(n===i)return``;let a=t[0],o=(a===void 0||a.release.version===n?[]:a.conflicts).map(({requirement:{text:t,place:n}})=>n===void 0?t:`${t} (${e(n)})`);return[...r!==void 0&&a?.release.version!==i?[`Python ${r}`]:[],...o].join(` and `)}function _n(e,t){let n=e.filter(e=>e.name!==cn.metapackage),r=un(t,n),i=n.map(e=>e.text);if(r.kind===`conflict`)return{pip:i,notes:[],faults:r.conflicts.map(dn)};let{lines:a,reason:o}=r,[s,...c]=n.some(e=>ln(e.name))?[void 0,...a]:a,l=o===``?``:`; a newer one does not go with ${o}`,u=[...n.length<e.length?[`${cn.metapackage} is replaced by ${s??`the server that is listed`}: a scoring image needs no azureml-core${l}.`]:s===void 0?[]:[`${s} is added: it is the scoring server, and nothing listed brings it${l}.`],...c.map(e=>`${e} is added: this scoring server breaks without it.`)];return{pip:[...i,...a],notes:u,faults:[]}}function vn(e,t,n,r){let i=[];for(let[a,o]of Object.entries(e)){let s=[...n,a],c=Object.hasOwn(t,a)?t[a]:void 0;if(c===void 0)xn(s,t,r);else if(o!==null&&o!==`None`){let t=yn({rule:c,value:o,members:e},s,r);t!==void 0&&i.push([a,t])}}return Object.fromEntries(i)}function yn(e,t,n){let{rule:r,value:i,members:a}=e;switch(r.kind){case`used`:return i===``?void 0:bn(i);case`group`:return L(i)?vn(i,r.keys,t,n):i;case`ignored`:return;case`noted`:if(r.neutral(i,a))return;n.log.warn(`${T(t)} has no effect: ${r.remedy}`,n.placeOf(t));return;case`unsupported`:{if(r.neutral(i,a))return;let e=`${T(t)} is not supported yet; ${r.remedy}`;n.faults.push({message:e,place:n.placeOf(t)});return}default:return r}}function bn(e){return L(e)?Object.fromEntries(Object.entries(e).filter(([,e])=>e!==null)):e}function xn(e,t,n){let r=ae(String(e.at(-1)),Object.keys(t)),i=r===void 0?``:`; did you mean ${r}?`,a=`${T(e)} is not a known key and is ignored${i}`;n.log.warn(a,n.placeOf(e))}function I(e){return e==null||e===``?!0:Array.isArray(e)?e.length===0:L(e)&&Object.values(e).every(I)}function L(e){return typeof e==`object`&&!!e&&!Array.isArray(e)}const Sn=[`name`,`prefix`,`channels`,`dependencies`,`variables`,`platforms`],Cn=ee({channels:b(y(x(v()))),dependencies:b(y(x(m([v(),ne({pip:b(y(x(m([v(),C()])))),conda:b(y(x(v())))})])))),variables:b(y(g(v(),m([v(),C()]))))});function wn(e,t){let n=Dn(e),i=t=>e.config.placeOf([...e.path,...t]);En(n,e,t);let a=p(Cn,n);a.success||r(`BAD_FILE`,qe(a.error.issues,n,i));let{channels:o,dependencies:s,variables:c}=a.data,l=[],u=[],d=[];for(let[e,t]of(s??[]).entries()){let n=[`dependencies`,e];if(typeof t==`string`)l.push({text:t.trim(),place:i(n),spec:Be(t)});else{for(let[e,r]of(t.conda??[]).entries()){let t=i([...n,`conda`,e]);l.push({text:r.trim(),place:t,spec:Be(r)})}for(let[e,r]of(t.pip??[]).entries())Tn({text:String(r),place:i([...n,`pip`,e])},{pip:u,faults:d})}}let f=Object.entries(c??{}).map(([e,t])=>[e,String(t)]),m=Object.fromEntries(f),h=be(m,e=>i([`variables`,e]),t);return d.push(...h.faults),{source:e,entries:l,pip:u,channels:(o??[]).map((e,t)=>({text:e.trim(),place:i([`channels`,t])})),variables:h.variables,faults:d}}function Tn({text:e,place:t},n){let r=Ae(e);switch(r.kind){case`empty`:return;case`refused`:{let i=e.includes(`://`)?`this line`:JSON.stringify(e.trim());n.faults.push({message:`${i} ${r.why}`,place:t});return}case`requirement`:case`url`:n.pip.push({name:r.name,text:r.text,place:t});return}}function En(e,t,n){if(L(e))for(let r of Object.keys(e).filter(e=>!Sn.includes(e))){let e=ae(r,Sn),i=e===void 0?``:`; did you mean ${e}?`,a=t.config.placeOf([...t.path,r]);n.warn(`${r} is not a known key of a conda environment and is ignored${i}`,a)}}function Dn(e){let t=e.config.value;for(let n of e.path)t=L(t)?t[n]:void 0;return t}function On(e,t){return e===void 0?Mn([],void 0,{log:t,notes:[]}):kn(wn(e,t),t)}function kn(e,t){let n=e.entries.flatMap(e=>{let t=An(e);return t===void 0?[]:[{message:t,place:e.place}]});r(`BAD_FILE`,[...n,...e.faults]);let i={notes:[],moved:[]};for(let{text:t,place:n,spec:r}of e.entries)r!==void 0&&Nn(r,{text:t,place:n},i);return{...jn(i,e.pip,t),variables:e.variables}}function An({text:e,spec:t}){if(t===void 0)return`${JSON.stringify(e)} cannot be said to pip; move it to the pip section with a version pip knows, or let a conda manager install it (environment-manager: auto)`;let{name:n}=t;if(n===`python`||ke.includes(n)||Object.hasOwn(Le,n))return;let r=ae(n,Object.keys(Le));return`the conda package ${n} has no known counterpart on PyPI${r===void 0?``:` (did you mean ${r}?)`}; move it to the pip section if PyPI has it, or let a conda manager install it (environment-manager: auto)`}function jn(e,t,n){let{notes:r,pythonVersion:i}=e,a=new Set(t.map(e=>e.name));return Mn([...e.moved.filter(e=>!a.has(e.name)||(r.push(`${e.text} of the conda part gives way to the pip part's own line.`),!1)),...t],i,{log:n,notes:r})}function Mn(e,t,n){let i=_n(e,t);r(`BAD_FILE`,i.faults);let a=[...n.notes,...i.notes];for(let e of a)n.log.info(e);let{pip:o}=i;return{pip:o,notes:a,variables:{},...t===void 0?{}:{pythonVersion:t}}}function Nn(e,t,n){let r=t.text;e.name===`python`?Fn(e,r,n):ke.includes(e.name)?n.notes.push(`${r} is dropped: each virtual environment brings ${e.name}.`):Pn(e,t,n)}function Pn(e,t,n){let{text:r,place:i}=t,a=Le[e.name]??e.name,o=`${a}${e.version}`,s=e.dropped.length===0?``:`, without ${e.dropped.join(` and `)}`;n.moved.push({name:He(a),text:o,place:i}),n.notes.push(`conda's ${r} is installed by pip as ${o}${s}.`)}function Fn(e,t,n){let r=In(e);r===void 0?n.notes.push(`${t} names no single version: the base image's Python is used.`):(n.pythonVersion=r,e.version!==`==${r}.*`&&e.version!==`==${r}`&&n.notes.push(`${t} is read as Python ${r}: the base image sets the rest.`))}function In(e){return/^==(\d+\.\d+)/.exec(e?.version??``)?.[1]}function Ln({stages:e,file:t}){let r=e.at(-1);for(;r?.base.kind===`stage`;)r=e[r.base.index];if(r?.base.kind===`image`)return r.base.image;let i={file:t,line:r?.instruction.line??1},a=r?.base.kind===`unknown`?`FROM ${r.written} needs ${r.base.variable}, which only the build would know; give ARG ${r.base.variable} a default`:`FROM scratch has no Python to serve with; start from an image that has`;throw new n(`BAD_FILE`,[{message:a,place:i}])}async function Rn(e,t){let n=E.join(e,`.dockerignore`),i=(await kt(n).catch(()=>void 0))?.isFile()===!0,a={root:await Ot(e),rules:i?ye({text:await Je(n,t(n)),file:t(n)}):void 0,found:new Map,leftOut:{files:0,folders:0},faults:[]};await he({folder:e,prefix:``,inner:``,above:[]},a),r(`BAD_INPUT`,a.faults);let o=[...a.found].toSorted(([e],[t])=>f(e,t)),s=new Set;for(let[e,{file:t}]of o)await Hn(e,t)&&s.add(e);return{files:new Map(o),windowsScripts:s}}function zn(e,t){let n=[...t.files.keys()],r=Bn(e);if(r===`.`)return n;if(r.startsWith(`../`))return[];let i=n.filter(e=>e===r||e.startsWith(`${r}/`));if(i.length>0||!/[*?[\\]/.test(r)||/^[!#]/.test(r))return i;let a=ye({text:r,file:`Dockerfile`});return n.filter(e=>a.leavesOut(e,`file`)!==void 0)}function Bn(e){let t=E.posix.normalize(e.replace(/^\/+/,``)).replace(/(?<=.)\/$/,``);return t===``?`.`:t}const Vn=4096;async function Hn(e,t){let n=await Dt(t);try{let{bytesRead:t,buffer:r}=await n.read(Buffer.alloc(Vn),0,Vn,0),i=r.toString(`latin1`,0,t);return i.includes(`\r
`)&&(i.startsWith(`#!`)||/\.(?:sh|bash)$/.test(e))}finally{await n.close()}}function Un(e){return/^mcr\.microsoft\.com\/azureml\/.*\binference\b/.test(e)?`dockeruser`:void 0}function R(e){let t=[],n=[];for(let r of e.stages){let{base:i}=r,a=i.kind===`stage`?n[i.index]:void 0,o=i.kind===`image`?Un(i.image):void 0,s=a??{user:o,folder:`/`,variables:new Map},c=[];for(let t of e.instructions)t.stage===r.index&&(c.push({...s,instruction:t}),s=qn(s,t,e.escape));t.push(c),n.push(s)}return{stages:t,last:n.at(-1)??{user:void 0,folder:`/`,variables:new Map}}}function z(e){let{stages:t}=R(e),n=[],r=t.length-1;for(;r!==void 0&&r>=0;){n.unshift(...t[r]??[]);let i=e.stages[r]?.base;r=i?.kind===`stage`?i.index:void 0}return n}function B(e,t,n){return se(t,n,t=>e.variables.get(t))}function Wn(e,t){let{instruction:n}=e;if(!/^(?:COPY|ADD)$/.test(n.name)||ve(n,`from`)!==void 0)return;let r=Ie(n,t).map(n=>B(e,n,t)),i=r.at(-1)??`/`,a=r.slice(0,-1).filter(e=>!e.startsWith(`<<`)),o=E.posix.join(e.folder,i);return{sources:a.filter(e=>!Kn(e)),target:i.startsWith(`/`)?i:o+(i.endsWith(`/`)?`/`:``)}}function Gn(e,t,n){let r=Wn(e,n);if(r===void 0)return[];let i=r.target.endsWith(`/`)||r.sources.length>1;return r.sources.flatMap(e=>{let n=E.posix.normalize(`/${e}`).slice(1).replace(/\/$/,``);return zn(e,t).flatMap(e=>{let t=E.posix.basename(e);if(n===``||e.startsWith(`${n}/`)){let t=n===``?e:e.slice(n.length+1);return[{source:e,target:E.posix.join(r.target,t)}]}return i?[{source:e,target:E.posix.join(r.target,t)}]:[r.target,E.posix.join(r.target,t)].map(t=>({source:e,target:t}))})})}function Kn(e){return/^(?:[a-z+]+:\/\/|git@)/i.test(e)}function qn(e,t,n){let{name:r,args:i,pairs:a}=t,o=i.kind===`text`?B(e,i.text,n):``;if(r===`USER`)return{...e,user:o.trim()};if(r===`WORKDIR`)return{...e,folder:E.posix.resolve(e.folder,o.trim())};if(r!==`ENV`&&r!==`ARG`)return e;let s=new Map(e.variables);for(let{name:t,value:i}of a)i===void 0||r===`ARG`&&s.has(t)||s.set(t,B(e,i,n));return{...e,variables:s}}const Jn=/\.(?:pkl|pickle|joblib|onnx|pt|pth|h5|hdf5|keras|pb|bin|safetensors|model|ubj|cbm)$/i,Yn=[{id:`copy-source-missing`,severity:`error`,summary:`COPY or ADD names a file that is not in the folder of the Dockerfile.`,fix:`correct the path (it starts at the folder of the Dockerfile), or the rule of .dockerignore`,find:({steps:e,context:t,dockerfile:n})=>e.flatMap(e=>((t===void 0?void 0:Wn(e,n.escape))?.sources??[]).flatMap(n=>{if(t===void 0||zn(n,t).length>0)return[];let r=Bn(n).startsWith(`..`)?`leaves the folder of the Dockerfile`:`is not in the folder of the Dockerfile`;return[{at:e.instruction,what:`${n} ${r}`}]}))},{id:`entry-script-absolute`,severity:`warning`,summary:`AZUREML_ENTRY_SCRIPT is absolute; prebuilt images join it to the app root and miss files beside it.`,fix:`write it from /var/azureml-app on: score.py, or folder/score.py`,find:({variable:e})=>{let t=e(`AZUREML_ENTRY_SCRIPT`);return t?.value.startsWith(`/`)===!0?[{at:t.at,what:`AZUREML_ENTRY_SCRIPT=${t.value} is absolute`}]:[]}},{id:`entry-script-missing`,severity:`warning`,summary:`AZUREML_ENTRY_SCRIPT names a file that nothing puts into the image.`,fix:`COPY the script below /var/azureml-app, or correct the variable`,find:({variable:e,copied:t,context:n})=>{let r=e(`AZUREML_ENTRY_SCRIPT`);if(r===void 0||r.value===``||n===void 0)return[];let a=E.posix.resolve(i.appRoot,r.value);return t.some(e=>e.target===a)?[]:[{at:r.at,what:`nothing is copied to ${a}`}]}},{id:`model-dir-elsewhere`,severity:`warning`,summary:`AZUREML_MODEL_DIR is not the folder that the model is copied to.`,fix:`set AZUREML_MODEL_DIR to the folder of the COPY`,find:({variable:e,copied:t})=>{let n=e(`AZUREML_MODEL_DIR`),r=t.filter(({source:e,target:t})=>Jn.test(e)||t.startsWith(`${i.azuremlModels}/`));if(n===void 0||r.length===0)return[];let a=E.posix.resolve(i.appRoot,n.value);if(r.some(({target:e})=>e.startsWith(`${a}/`)))return[];let o=E.posix.dirname(r[0]?.target??`/`);return[{at:n.at,what:`AZUREML_MODEL_DIR is ${n.value}, the model is copied to ${o}`}]}}],Xn=[{id:`unpinned-base`,severity:`warning`,summary:`The base image has no tag, or latest: the same Dockerfile gives another image tomorrow.`,fix:`name a tag with a date or version, or name@sha256:…`,find:({dockerfile:e})=>e.stages.flatMap(({base:e,instruction:t})=>{if(e.kind!==`image`||e.image.includes(`@`))return[];let n=/:([^/:]+)$/.exec(e.image)?.[1];if(n!==void 0&&n!==`latest`)return[];let r=n===void 0?`has no tag`:`moves with every release`;return[{at:t,what:`${e.image} ${r}`}]})},{id:`root-at-end`,severity:`warning`,summary:`The image is left as root. Ours never serve as root: they would run as 10001 instead.`,fix:`end with USER dockeruser, or the user that the base image has`,find:({lastUser:e})=>e!==void 0&&/^(?:root|0)(?::|$)/.test(e.user)?[{at:e.at,what:`the image is left as root from here on`}]:[]},{id:`secret-in-variable`,severity:`error`,summary:`ENV or ARG holds a secret: everyone who may pull the image can read it.`,fix:`use RUN --mount=type=secret, or give it to the container when it starts`,find:({dockerfile:e})=>e.instructions.flatMap(t=>t.name===`LABEL`?[]:t.pairs.flatMap(({name:n,value:r})=>{let i=r===void 0?`given to the build`:Fe(r,e.escape);return i!==``&&ce(n,i)?[{at:t,what:`${n} looks like a secret`}]:[]}))},{id:`volume-hides-files`,severity:`warning`,summary:`VOLUME at our paths: what later layers put there is hidden. We drop such a volume.`,fix:`remove the VOLUME`,find:({finalSteps:e})=>e.flatMap(({instruction:e})=>{if(e.name!==`VOLUME`)return[];let t=(e.args.kind===`json`?e.args.values:e.args.text.split(/\s+/)).find(e=>/^\/(?:models|var\/azureml-app|var)?(?:\/|$)/.test(e)&&!/^\/var\/(?!azureml-app)/.test(e));return t===void 0?[]:[{at:e,what:`the volume ${t} hides what is put there`}]})},{id:`command-replaced`,severity:`hint`,summary:`CMD is replaced by the command of the scoring server.`,fix:`leave it for plain docker build, or remove it`,find:({finalSteps:e})=>e.filter(({instruction:e})=>e.name===`CMD`).slice(-1).map(({instruction:e})=>({at:e,what:`this CMD is replaced by that of the server`}))},{id:`own-entrypoint`,severity:`warning`,summary:`ENTRYPOINT stays and gets the command of the scoring server as its arguments.`,fix:`end the script with exec "$@", or remove ENTRYPOINT`,find:({finalSteps:e})=>e.filter(({instruction:e})=>e.name===`ENTRYPOINT`).slice(-1).map(({instruction:e})=>({at:e,what:`this ENTRYPOINT gets the command of the server as arguments`}))}];function V({name:e,args:t,heredocs:n}){return e!==`RUN`&&e!==`CMD`&&e!==`ENTRYPOINT`?``:[t.kind===`json`?t.values.join(` `):t.text,...n.map(e=>e.content)].join(`
`)}function H(e){return e.name===`RUN`?V(e).split(/&&|\|\||;|\n|\|/).map(e=>e.trim()).filter(e=>e!==``):[]}function Zn({flags:e},t){return e.some(({name:e,value:n=``})=>e===`mount`&&n.includes(`type=cache`)&&n.includes(t))}const Qn=/^(?:sudo\s+(?:-\S+\s+)*)?(?:\w+=\S+\s+)*(?:apt-get|apt|aptitude|apk|yum|dnf|microdnf)\s/,$n=/^(?:root|0)(?::|$)/,er=e=>Qn.test(e)&&/\s(?:install|add)(?:\s|$)/.test(e),U=e=>/(?:^|\s)apt(?:-get|itude)?\s/.test(e),tr=[{id:`apt-as-non-root`,severity:`error`,summary:`apt runs as a user that is not root; images that serve models run as dockeruser.`,fix:`put USER root before it, and USER dockeruser (the user of the base image) after it`,find:({steps:e})=>e.flatMap(({instruction:e,user:t})=>{if(t===void 0||$n.test(t))return[];let n=H(e).find(e=>Qn.test(e));return n===void 0||n.startsWith(`sudo`)?[]:[{at:e,what:`"${nr(n)}" runs as ${t}`}]})},{id:`apt-asks`,severity:`error`,summary:`apt install without -y asks, gets no answer and ends the build.`,fix:`add -y`,find:({steps:e})=>e.flatMap(({instruction:e})=>{if(/\byes\s*\|/.test(V(e)))return[];let t=H(e).find(e=>er(e)&&U(e)&&!/\s(?:-[a-z]*y[a-z]*|--yes|--assume-yes|-qq)\b/.test(e));return t===void 0?[]:[{at:e,what:`"${nr(t)}" asks before it installs`}]})},{id:`apt-without-update`,severity:`warning`,summary:`apt install stands in a RUN without apt update: its lists are missing, or old from a cache.`,fix:`write apt-get update && apt-get install … in one RUN`,find:({steps:e})=>e.flatMap(({instruction:e})=>{let t=H(e),n=t.findIndex(e=>er(e)&&U(e)),r=t.slice(0,n).some(e=>U(e)&&/\supdate\b/.test(e));return n<0||r?[]:[{at:e,what:`this RUN installs packages without apt-get update`}]})},{id:`apt-lists-left`,severity:`hint`,summary:`The package lists of apt stay in the layer, some 20 to 50 MB.`,fix:`end the RUN with && rm -rf /var/lib/apt/lists/*`,find:({steps:e})=>e.flatMap(({instruction:e})=>{let t=H(e).some(e=>U(e)&&/\supdate\b/.test(e)),n=V(e).includes(`/var/lib/apt/lists`);return!t||n||Zn(e,`/var/lib/apt`)?[]:[{at:e,what:`the package lists of apt stay in this layer`}]})},{id:`pip-cache-left`,severity:`hint`,summary:`pip keeps what it downloaded in the layer.`,fix:`add --no-cache-dir`,find:({steps:e})=>e.flatMap(({instruction:e,variables:t})=>{let n=H(e).find(e=>/(?:^|\s|\/)pip3?\s+(?:\S+\s+)*?install\b/.test(e)),r=t.has(`PIP_NO_CACHE_DIR`)||n?.includes(`--no-cache-dir`)===!0;return n===void 0||r||Zn(e,`pip`)||/\bpip\b.*\bcache purge/s.test(V(e))?[]:[{at:e,what:`the cache of pip stays in this layer`}]})},{id:`conda-not-on-path`,severity:`warning`,summary:`A conda environment is made, but the server is not started from it: PATH has another first.`,fix:`add ENV AZUREML_CONDA_ENVIRONMENT_PATH=<its folder> PATH=<its folder>/bin:$PATH`,find:({finalSteps:e,variable:t})=>e.flatMap(({instruction:e})=>{let n=H(e).find(e=>/(?:^|\/|\s)(?:conda|mamba|micromamba)\s+(?:env\s+)?create\b/.test(e));if(n===void 0)return[];let[,r]=/\s(?:-p|--prefix)[\s=]+(\S+)/.exec(n)??[],[,i]=/\s(?:-n|--name)[\s=]+(\S+)/.exec(n)??[],a=r??(i===void 0?`/envs/`:`/envs/${i}`);return(t(`PATH`)?.value??``).split(`:`).some(e=>`${e}/`.includes(`${a}/`)||i===void 0&&e.includes(a))?[]:[{at:e,what:`PATH does not hold ${a}/bin, where this environment goes`}]})}];function nr(e){return e.length>60?`${e.slice(0,57)}…`:e}const rr=[{id:`dash-in-option`,severity:`error`,summary:`An option starts with a dash (–, —, −) instead of a hyphen, as copied from a web page.`,fix:`write "-" for one dash and "--" for a long option`,find:({steps:e})=>e.flatMap(({instruction:e})=>{let[t]=/(?<=^|\s)[\u2010-\u2015\u2212]+[A-Za-z][\w-]*/u.exec(V(e))??[];return t===void 0?[]:[{at:e,what:`${t} starts with a dash that is no hyphen`}]})},{id:`curly-quote`,severity:`error`,summary:`A value or command stands in typographic quotes (“ ” ‘ ’), which no shell knows.`,fix:`write " or '`,find:({steps:e})=>e.flatMap(({instruction:e})=>{let t=e.name===`ENV`?e.text:V(e),[n]=/(?<=^|[\s=[,(])[\u2018\u201C][^\u2018-\u201D]*[\u2019\u201D]/u.exec(t)??[];return n===void 0?[]:[{at:e,what:`${n} stands in typographic quotes`}]})},{id:`list-not-json`,severity:`warning`,summary:`RUN, CMD or ENTRYPOINT starts like a list but is not JSON, so a shell gets the brackets.`,fix:`write a JSON list with double quotes, or leave the brackets out`,find:({steps:e})=>e.flatMap(({instruction:e})=>{let{args:t}=e;return t.kind===`text`&&/^\[\s*['"][^\n]*\]$/.test(t.text)&&V(e)!==``?[{at:e,what:`${t.text} is no JSON`}]:[]})},{id:`blank-continuation`,severity:`hint`,summary:`A blank line stands in the middle of an instruction; builders will refuse it one day.`,fix:`remove the line, or put # on it`,find:({dockerfile:e})=>e.blankLines.map(e=>({at:{line:e},what:`this blank line is in the middle of an instruction`}))},{id:`windows-line-ends`,severity:`error`,summary:`A script that is copied has Windows line ends: Linux looks for an interpreter "sh\\r".`,fix:`save it with LF line ends, and add "*.sh text eol=lf" to .gitattributes`,find:({copied:e,context:t})=>e.flatMap(({at:e,source:n})=>t?.windowsScripts.has(n)===!0?[{at:e,what:`${n} has Windows line ends (CRLF)`}]:[])},{id:`lost-between-steps`,severity:`warning`,summary:`cd, export, source or conda activate end a RUN, and the next RUN knows nothing of it.`,fix:`use WORKDIR or ENV, or put it into one RUN with what needs it`,find:({steps:e})=>e.flatMap(({instruction:e})=>{let t=H(e).at(-1)??``;return/^(?:cd|export|source|\.|conda activate|micromamba activate)\s+\S/.test(t)?[{at:e,what:`"${t}" has no effect after this RUN`}]:[]})},...tr,...Xn,...Yn],ir=/^#\s*package-model\s+ignore(-file)?\s*=\s*(.*)$/i;function ar(e,t){let n=or(e,t),r=cr(e),{file:i}=e;return[...rr.flatMap(({id:e,severity:t,fix:r,find:a})=>a(n).map(({at:n,what:a})=>({rule:e,severity:t,message:`${a}; ${r} (${e})`,place:{file:i,line:n.line}}))).filter(({rule:e,place:t})=>!r.isOff(e,t.line??0)),...r.unknown].toSorted((e,t)=>(e.place.line??0)-(t.place.line??0))}function or(e,t){let{stages:n}=R(e),r=z(e),{escape:i}=e;return{dockerfile:e,steps:n.flat(),finalSteps:r,context:t,copied:t===void 0?[]:r.flatMap(e=>Gn(e,t,i).map(t=>({...t,at:e.instruction}))),variable(e){let t=r.findLast(({instruction:t})=>t.name===`ENV`&&t.pairs.some(t=>t.name===e)),n=t?.instruction.pairs.findLast(t=>t.name===e)?.value;if(t!==void 0&&n!==void 0)return{value:B(t,n,i),at:t.instruction}},lastUser:sr(r.map(({instruction:e})=>e))}}function sr(e){let t=e.findLast(({name:e})=>e===`USER`);return t===void 0?void 0:{user:t.text.trim(),at:t}}function cr(e){let{comments:t,instructions:n,file:r}=e,i=new Set,a=[],o=[];for(let{text:e,line:s}of t){let[,t,c=``]=ir.exec(e)??[],l=n.find(({endLine:e})=>e>s);for(let e of c.split(/[\s,]+/).filter(e=>e!==``))rr.some(({id:t})=>t===e)?t===void 0?l!==void 0&&a.push({rule:e,from:l.line,to:l.endLine}):i.add(e):o.push(lr(e,{file:r,line:s}))}return{isOff:(e,t)=>i.has(e)||a.some(n=>n.rule===e&&t>=n.from&&t<=n.to),unknown:o}}function lr(e,t){let n=ae(e,rr.map(({id:e})=>e));return{rule:`unknown-rule`,severity:`warning`,message:`there is no rule ${e} to ignore; ${n===void 0?`remove it`:`did you mean ${n}?`}`,place:t}}function ur({text:e,place:n},i){let{file:a=`baseDockerfile`,line:o=1}=n,s=le(e,{file:a,firstLine:o}),c=R(s).stages.flat().flatMap(e=>{let[t]=Wn(e,s.escape)?.sources??[];return t===void 0?[]:[{message:`${t} cannot be copied, as baseDockerfile is built without a folder; give the Dockerfile as the input dockerfile instead`,place:{file:a,line:e.instruction.line}}]});for(let e of ar(s))e.severity===`error`?c.push(e):e.severity===`warning`?i.warn(e.message,e.place):i.info(t(e));return r(`BAD_FILE`,c),{text:e,baseImage:Ln(s)}}function dr({choice:e,models:t,walks:n}){if(t.length===0)return;let r=pr(t);if(e===`copied`)return{kind:`copied`,why:`model-layout asks for it`};if(e===`linked`)return{kind:`linked`,why:`model-layout asks for it`};let[i]=r;if(i!==void 0)return{kind:`copied`,why:`two versions of ${i} cannot both be at /models/${i}`};let[a]=n;return a===void 0?{kind:`linked`,why:`the registered layers serve as they are`}:{kind:`copied`,why:`${a} does not follow links`}}function fr(e,t){let n=mr(e.map(e=>e.id)),r=n.map(e=>({message:`the model ${e} is named twice; leave one of them out`,place:{key:`model`}}));if(t!==`linked`)return r;let i=pr(e).filter(e=>!n.some(t=>t.startsWith(`${e}:`)));return r.concat(i.map(e=>({message:`two versions of the model ${e} cannot both be linked to /models/${e}; set copied or auto, or leave one of them out`,place:{key:`model-layout`}})))}function pr(e){return mr(e.map(e=>e.name))}function mr(e){return[...new Set(e.filter((t,n)=>e.indexOf(t)!==n))]}function hr(e,t){let n=new TextEncoder().encode(t);return{code:{directory:``,entryScript:e,files:[{path:e,sizeBytes:n.length,digest:Ye(n),executable:!1}]},sources:new Map([[e,{kind:`text`,text:t}]])}}const gr={"azureml/core/__init__.py":String.raw`"""A stand-in for azureml-core, which is not installed in this image.

It has Model.get_model_path, which entry scripts call in init(), and nothing else. It was put here by
package-model, because a script imports azureml.core.
"""
from azureml.core.model import Model

__all__ = ["Model"]


class _Missing(object):
    """A name of azureml.core that may be imported and not be used."""

    def __init__(self, name):
        self.__dict__["_name"] = name

    def _fail(self, *args, **kwargs):
        raise NotImplementedError(
            "azureml.core.%s is not in this image: azureml-core is not installed, and the stand-in of "
            "package-model has Model.get_model_path only. Take its use out of the script, or use a base "
            "image that holds azureml-core." % self._name
        )

    __call__ = _fail

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        self._fail()


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError("module 'azureml.core' has no attribute %r" % name)
    return _Missing(name)
`,"azureml/core/model.py":String.raw`"""azureml.core.model of package-model's stand-in for azureml-core: Model.get_model_path only."""
import os

MODELS = "azureml-models"


class ModelNotFoundException(Exception):
    """There is no such model in this image."""


class _ModelType(type):
    def __getattr__(cls, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(
            "Model.%s is not in this image: azureml-core is not installed, and the stand-in of "
            "package-model has Model.get_model_path only." % name
        )


class Model(_ModelType("_Base", (object,), {})):
    """Finds models that were packaged into this image."""

    def __init__(self, *args, **kwargs):
        raise NotImplementedError(
            "Model(...) asks a workspace, which this image knows nothing of; use Model.get_model_path."
        )

    @staticmethod
    def get_model_path(model_name, version=None, _workspace=None):
        """The path of the model's only file or folder: of this version, or of the highest one."""
        if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
            raise TypeError("version must be an int, not %r" % (version,))
        root = os.path.join(os.environ.get("AML_APP_ROOT", ""), MODELS)
        versions = _members(os.path.join(root, model_name))
        if not versions:
            if os.path.exists(model_name):
                return model_name
            raise ModelNotFoundException(_not_found(model_name, root))
        if version is not None and str(version) not in versions:
            raise ModelNotFoundException(_not_found("%s:%s" % (model_name, version), root))
        chosen = str(version) if version is not None else max(versions, key=_order)
        folder = os.path.join(root, model_name, chosen)
        entries = _members(folder)
        if len(entries) != 1:
            raise ModelNotFoundException(
                "%s holds %d entries (%s), and get_model_path needs exactly one: join "
                'os.environ["AZUREML_MODEL_DIR"] with the name of the one you mean.'
                % (folder, len(entries), ", ".join(entries))
            )
        return os.path.join(folder, entries[0])


def _members(folder):
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def _order(version):
    return (version.isdigit(), int(version) if version.isdigit() else 0, version)


def _not_found(wanted, root):
    packaged = [
        "%s:%s" % (name, version)
        for name in _members(root)
        for version in sorted(_members(os.path.join(root, name)), key=_order)
    ]
    return "Model %s is not in %s, nor in the working directory. This image has %s." % (
        wanted,
        os.path.abspath(root),
        ", ".join(packaged) or "no models",
    )
`};function _r(e){let{code:t,sources:n}=e,r=/^(?:[^/]+\/)?azureml\/core(?:\/|\.py$)/;if(t.files.some(e=>r.test(e.path)))return e;let i=Object.entries(gr).map(([e,t])=>({path:e,sizeBytes:Buffer.byteLength(t),digest:Ye(t),executable:!1})),a=[...t.files,...i].toSorted((e,t)=>f(e.path,t.path)),o=Object.entries(gr).map(([e,t])=>[e,{kind:`text`,text:t}]);return{code:{...t,files:a},sources:new Map([...n,...o])}}async function vr(e,t){let{config:n}=e;if(n.generatedScript!==void 0)return{listing:hr(n.entryScript.path,n.generatedScript),walks:[]};let i=await ze(n,t),a=await De({...e,listing:i},t);return r(`BAD_FILE`,a.faults),a.needsCore&&t.log.info(`azureml.core is imported and the environment does not hold it: a stand-in with Model.get_model_path goes into the code, as azureml/core.`),{listing:a.needsCore?_r(i):i,walks:a.walks}}async function yr(e,t){let{config:n,models:i}=e,o=e.modelLayout??`auto`,s=[...fr(i,o),...xr(e)];n.generatedScript===void 0&&e.codeThere===void 0&&s.push(...Ne(n.entryScript.shownAs)),r(`BAD_FILE`,s);let c=Cr(e,t.log),{listing:l,walks:u}=await br(e,c,t),{code:d,sources:f}=l;Dr(d,t.log);let p=dr({choice:o,models:i,walks:u});return{plan:{schemaVersion:1,models:i.map(({name:e,version:t,reference:n,layers:r})=>({name:e,version:t,reference:n,layers:r})),...p===void 0?{}:{modelLayout:p},environment:c,code:d,variables:Tr(n,i,d,t.log),labels:Er(n,i,c),port:a},sources:f}}async function br({config:e,models:t,codeThere:n,modelLayout:r=`auto`},i,a){return n===void 0?vr({config:e,models:t,environment:i,layout:r},a):{listing:{code:n,sources:new Map},walks:[]}}function xr({config:e,baseImage:t=e.baseImage}){let{extraSteps:n,gpu:r,baseCondaEnvironment:i}=e,a={file:e.file},o=[],s=(e,t,n=a)=>o.push({message:`${e} is not supported yet; ${t}`,place:n});return n!==void 0&&s(`a file of extra Dockerfile steps`,`put the steps into a base image of your own and name that as the base image`,n.place),r!==void 0&&t===void 0&&s(`enableGpu`,`name a base image with CUDA and Python as baseImage`),i!==void 0&&s(`baseCondaEnvironment`,`list its packages in the conda file, or set userManagedDependencies`),o}function Sr(e=`3.11`){return`docker.io/library/python:${e}-slim`}function Cr(e,t){let{config:n}=e,i=n.baseDockerfile===void 0||e.baseImage!==void 0?void 0:ur(n.baseDockerfile,t),a=i?.baseImage??Lt(e,t),o=wr(e,a);r(`BAD_INPUT`,o);let s=n.userManaged?{pip:[],notes:[],variables:{}}:On(n.conda,t),{pythonVersion:c}=s,{interpreterPath:l}=n;return{baseImage:a??Sr(c),platform:{os:`linux`,architecture:`amd64`},pip:s.pip,apt:e.apt??[],...c===void 0?{}:{pythonVersion:c},userManaged:n.userManaged,...l===void 0?{}:{interpreterPath:l},...i===void 0?{}:{baseDockerfile:i.text},variables:w(s.variables)}}function wr(e,t){let{config:n,apt:r}=e,i={file:n.file},a=[];if(n.userManaged&&t===void 0&&a.push({message:`userManagedDependencies needs a base image whose Python holds the scoring server; name it as docker.baseImage`,place:i}),t!==void 0&&!fe.image.test(t)){let e=`${JSON.stringify(t)} is not an image reference; write HOST/NAME:TAG`;a.push({message:e,place:{...i,key:`baseImage`}})}let{interpreterPath:o}=n;if(o!==void 0&&!fe.interpreter.test(o)){let e=`interpreterPath ${JSON.stringify(o)} is not the path of a program; correct it`;a.push({message:e,place:i})}for(let e of(r??[]).filter(e=>!fe.apt.test(e))){let t=`${JSON.stringify(e)} is not the name of a Debian package; write name or name=version`;a.push({message:t})}return a}function Tr(e,t,n,r){let[a,...o]=t,s=a===void 0||o.length>0?i.azuremlModels:`${i.azuremlModels}/${a.name}/${a.version}`,c={AML_APP_ROOT:i.appRoot,AZUREML_ENTRY_SCRIPT:n.entryScript,AZUREML_MODEL_DIR:s,...n.directory===``?{}:{AZUREML_SOURCE_DIRECTORY:n.directory},...a===void 0?{}:{SERVICE_NAME:a.name}},l=a===void 0||o.length>0?{}:{SERVICE_VERSION:a.version},u=Object.keys(e.environmentVariables);for(let t of u.filter(e=>Object.hasOwn(c,e))){let n=`environmentVariables sets ${t}, which the image itself sets to ${c[t]??``}; yours is ignored`;r.warn(n,{file:e.file,key:`environment.environmentVariables.${t}`})}return w({...l,...e.environmentVariables,...c})}function Er(e,t,n){let r=e.description?.replaceAll(/[\p{Cc}\p{Surrogate}\u2028\u2029]+/gu,` `).trim();return w({...t.length===0?{}:{"io.package-model.model":t.map(e=>e.id).join(`,`)},"io.package-model.environment":Oe(n),...r?{"org.opencontainers.image.description":r}:{}})}function Dr(e,t){let n=e.entryScript.slice(0,e.entryScript.lastIndexOf(`/`)+1);for(let r of[`config.json`,`logging.json`]){if(!e.files.some(e=>e.path===`${n}${r}`))continue;let i=`${n}${r} lies beside the entry script: the scoring server reads it as its own settings; rename it if it is not meant so`;t.warn(i)}}async function Or(e,t=e){return kr(await Je(e,t),t)}async function kr(e,t){let n=e.startsWith(`﻿`)?e.slice(1):e;return(/^\s*(?:[[{]|\/[/*])/.test(n)||/\.json$/i.test(t)&&Ar(n))&&!/\.ya?ml$/i.test(t)?jr(n,t):Nr(n,t)}function Ar(e){return e.trim()===``}async function jr(e,t){try{return st(e,t,{comments:`allowed`})}catch(r){if(!(r instanceof n)||!Mr(e))throw r;return Nr(e,t).catch(()=>{throw r})}}function Mr(e){return/:\s*(?:True|False|None|')|[[{,]\s*'|^\s*#/m.test(e)}async function Nr(e,t){let{parseYamlText:n}=await import(`./yaml-text-CY8ZynFt.js`);return n(e,t)}const W={kind:`used`},Pr={kind:`ignored`},Fr={name:W,version:W,environmentVariables:W,python:{kind:`group`,keys:{userManagedDependencies:W,interpreterPath:W,condaDependencies:W,condaDependenciesFile:W,baseCondaEnvironment:W}},docker:{kind:`group`,keys:{baseImage:W,baseDockerfile:W,baseImageRegistry:W,platform:W,buildContext:{kind:`unsupported`,neutral:I,remedy:`build its image first and name that as docker.baseImage, or give its Dockerfile as docker.baseDockerfile`},enabled:Pr,sharedVolumes:Pr,gpuSupport:{kind:`noted`,neutral:e=>e===!1,remedy:`the base image decides whether a GPU can be used; name one with CUDA as docker.baseImage`},arguments:{kind:`noted`,neutral:I,remedy:`an image holds no run arguments; give them to docker run`},shmSize:{kind:`noted`,neutral:e=>I(e)||e===`2g`,remedy:`an image holds no size of shared memory; give --shm-size to docker run`}}},assetId:Pr,inferencingStackVersion:{kind:`noted`,neutral:e=>I(e)||e===`latest`,remedy:`the scoring server is added in the version that fits; pin it in the conda file instead`},databricks:{kind:`noted`,neutral:I,remedy:`Databricks libraries are not installed for serving; list what score.py needs in the conda file`},spark:{kind:`unsupported`,neutral:e=>L(e)&&I(e.repositories)&&I(e.packages),remedy:`remove it; Spark models cannot be packaged yet`},r:{kind:`unsupported`,neutral:I,remedy:`remove it; R cannot be packaged yet`}},G=v().check(h(1)),Ir=m([G,S({address:b(v()),username:b(v()),password:b(v()),registryIdentity:b(te())})]),Lr=S({name:b(v()),version:b(m([v(),C()])),environmentVariables:b(g(v(),v())),python:b(S({userManagedDependencies:b(_()),interpreterPath:b(G),condaDependencies:b(ee({})),condaDependenciesFile:b(G),baseCondaEnvironment:b(G)})),docker:b(S({baseImage:b(G),baseDockerfile:b(G),baseImageRegistry:b(Ir),platform:b(S({os:b(v()),architecture:b(v())}))}))}),Rr=`azureml_environment.json`;async function zr(e,t){if(/^azureml:|^azureml-|^microsoft/i.test(e))return Hr(e);let{source:n,roots:r,within:i,log:a}=t,o=await Te({kind:`any`,value:e,name:`environment`,place:n.placeOf([`environment`]),roots:[t.workingDirectory,...r],within:i,whenSeveral:`refuse`},a);switch(o.kind){case`file`:return{kind:`file`,path:o.path};case`folder`:return Vr(o.path);case`fault`:return Br(e)?o:/[/:@]/.test(e)?fe.image.test(e)?(a.info(`environment: ${e} is taken as an image.`),{kind:`image`,reference:e}):o:Hr(e);default:return o}}function Br(e){return/^\.|^\/|\\|\.(json|ya?ml)$/i.test(e)}async function Vr(e){let t=async t=>{let n=E.join(e,t);return(await kt(n).catch(()=>void 0))?.isFile()?n:void 0};if(await t(Rr)===void 0)return{kind:`fault`,message:`environment: the folder ${e} holds no ${Rr}; name the environment's file itself`};let n=await t(`conda_dependencies.yml`),r=await t(`BaseDockerfile`);return{kind:`folder`,path:e,...n===void 0?{}:{conda:n},...r===void 0?{}:{dockerfile:r}}}function Hr(e){return{kind:`fault`,message:`environment ${JSON.stringify(e)} is no file or folder of this repository and no image; environments that an Azure ML workspace knows by name are not supported here yet: write its contents here (docker.baseImage, python.condaDependencies), or name a conda file, a folder with ${Rr}, or an image as HOST/NAME:TAG`}}function Ur(e,t,n){let r=e.safeParse(t);if(r.success)return{keys:r.data,faults:[]};let i=qe(r.error.issues,t,n.config.placeOf,n.path),a=t;for(let e of r.error.issues)a=Wr(a,e.path);let o=e.safeParse(a);return{keys:o.success?o.data:void 0,faults:i}}function Wr(e,t){let[n,...r]=t;if(!L(e)||n===void 0)return;let i=String(n),{[i]:a,...o}=e,s=r.length===0?void 0:Wr(a,r);return s===void 0?o:{...o,[i]:s}}async function K(e,t){return q(t,()=>Or(e,Gr(e,t)))}async function q(e,t){try{return await t()}catch(t){if(!(t instanceof n))throw t;e.faults.push(...t.faults);return}}function Gr(e,t){let{file:n}=t.source,r=E.resolve(t.file),i=r.endsWith(n)?r.slice(0,-n.length):t.workingDirectory;return i===``?e:E.relative(i,e).split(E.sep).join(`/`)}async function Kr(e,t){let n=[`environment`],{source:r}=t;if(L(e)){if(qr(e))return Jr(e,t);let i=Zr(e,r,n,t);return I(e)?void 0:{keys:i,config:r,path:n}}if(!I(e)){if(typeof e==`string`)return Yr(e,t);t.faults.push({message:`environment must be an object, or the name of one; correct it`,place:r.placeOf(n)})}}function qr(e){let t=Object.entries(e).filter(([e])=>e!==`name`&&e!==`version`);return!I(e.name)&&t.every(([,e])=>I(e))}async function Jr(e,t){let{source:n}=t,r=String(e.name);if(/^(azureml|microsoft)/i.test(r))return Yr(r,t);let i=`environment has nothing but the name ${r}: it is taken as an empty one; to use one that a workspace knows, write its contents here`;return t.log.warn(i,n.placeOf([`environment`])),{keys:{},config:n,path:[`environment`]}}async function Yr(e,t){let{source:n,faults:r}=t,i=[`environment`],a=await zr(e,t);switch(a.kind){case`image`:return{keys:{docker:{baseImage:a.reference}},config:n,path:i};case`file`:{let e=await K(a.path,t);return e&&Xr(e,a.path,t)}case`folder`:{let e=await K(E.join(a.path,`azureml_environment.json`),t),n=e&&Xr(e,E.join(a.path,e.file),t),{dockerfile:r}=a,i=a.conda===void 0?void 0:await K(a.conda,t);return n&&{...n,folder:a.path,...i===void 0?{}:{conda:i},...r===void 0?{}:{dockerfile:r}}}case`fault`:r.push({message:a.message,place:n.placeOf(i)});return;default:return a}}function Xr(e,t,n){let r=E.dirname(t),{value:i}=e,a=t=>{n.faults.push({message:t,place:e.placeOf([])})};return L(i)?`dependencies`in i?{keys:{},config:e,path:[],folder:r,conda:e}:`conda_file`in i||`image`in i||`build`in i?a(`this is an environment of SDK v2, which an inference configuration cannot hold; name its conda file or its image as environment instead`):{keys:Zr(i,e,[],n),config:e,path:[],folder:r}:a(`this file, named as environment, is no environment and no conda file; name another`)}function Zr(e,t,n,r){let{faults:i,log:a}=r,o=vn(e,Fr,n,{...r,placeOf:t.placeOf}),s=e=>t.placeOf([...n,...e]),c=Ur(Lr,o,{config:t,path:n});i.push(...c.faults);let l=c.keys??{},{docker:u,python:d}=l,f=(e,t)=>{i.push({message:t,place:s(e)})};u?.baseImage!==void 0&&u.baseDockerfile!==void 0&&f([`docker`,`baseDockerfile`],`${T([...n,`docker`])} has both baseImage and baseDockerfile; remove one of them`);let p=u?.platform?.os?.toLowerCase()??`linux`,m=u?.platform?.architecture?.toLowerCase()??`amd64`;(p!==`linux`||m!==`amd64`)&&f([`docker`,`platform`],`the platform ${p}/${m} is not supported yet; use linux/amd64`);let h=(e,t)=>{a.warn(`${T([...n,...e])} ${t}`,s(e))},g=d?.interpreterPath??`python`;if(d?.userManagedDependencies===!0)for(let e of[`condaDependencies`,`condaDependenciesFile`,`baseCondaEnvironment`])I(d[e])||h([`python`,e],`has no effect beside userManagedDependencies: the base image brings its own packages; remove one of the two`);else g!==`python`&&h([`python`,`interpreterPath`],`has no effect without userManagedDependencies; remove it`);return l}const Qr=/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:\/[A-Za-z0-9._/-]+)?$/;function $r(e,t,n){if(e===void 0)return;let{address:r,username:i,password:a}=ei(typeof e==`string`?{address:e}:e),o=e=>{n.faults.push({message:e,place:n.placeOf(t)})};if(a!==void 0){let e=`${T([...t,`password`])} is a password in a file: everyone who can read the repository has it; take it out, change it, and log in with docker login instead`;n.log.warn(e,n.placeOf([...t,`password`]))}if(typeof e==`object`&&e.registryIdentity){let e=`${T([...t,`registryIdentity`])} has no effect: there is no managed identity here; log in with docker login`;n.log.warn(e,n.placeOf([...t,`registryIdentity`]))}if(r===void 0&&i===void 0&&a===void 0)return;if(r===void 0)return o(`baseImageRegistry has a login but its address is empty: the workspace has no registry yet; build an environment in it once, or name another registry`);let s=ti({address:r,username:i,password:a});if(s.length>0)return o(`${T(t)} has no ${s.join(` and no `)}; give address, username and password, or the address alone`);let c=r.replace(/^https?:\/\//i,``).replace(/\/+$/,``);return Qr.test(c)?{address:c,...i===void 0?{}:{username:i},...a===void 0?{}:{password:new lt(a)}}:o(`${T(t)} is not a registry; write its address: HOST or HOST:PORT`)}function ei(e){let{address:t,username:n,password:r}=e;return{...t&&!/^(?:none|null)$/i.test(t.trim())?{address:t.trim()}:{},...n?{username:n}:{},...r?{password:r}:{}}}function ti(e){return(e.username===void 0&&e.password===void 0?[`address`]:[`address`,`username`,`password`]).filter(t=>e[t]===void 0)}function ni(e,t,n){if(e===void 0)return;let r=e.trim().replace(/^(?:https?|docker):\/\//i,``);if(!/@(?!sha256:)/.test(r))return r;let i=`${T(t)} has a user name or password in it; remove that and log in with docker login`;n.faults.push({message:i,place:n.placeOf(t)})}async function ri(e,t){let{workingDirectory:n}=t,r=E.dirname(E.resolve(t.file)),i=await Ee(n),a=we(i,r)?[i]:[i,r],o={...t,within:a,roots:[n,r]},{entryScript:s,sourceDirectory:c}=e;if(c===void 0){let e=await J({kind:`file`,value:s,key:[`entryScript`]},o);return{reading:o,...e===void 0?{}:{entryScript:e}}}let l=await J({kind:`folder`,value:c,key:[`sourceDirectory`],prefer:{test:async e=>ii(e,s),otherwise:`does not hold the entry script`}},o);if(l===void 0)return{reading:o};let u={...o,roots:[l.path,r]},d=await ai(s,l.path,u);return{reading:u,sourceDirectory:l.path,...d===void 0?{}:{entryScript:d}}}async function ii(e,t){return t!==void 0&&(await Te({kind:`file`,value:t,name:`entryScript`,place:{},roots:[e],within:[e],whenSeveral:`takeFirst`},{info(){},warn(){}})).kind===`file`}async function ai(e,t,n){let r=[...n.roots,n.workingDirectory],i={kind:`file`,value:e,key:[`entryScript`],whenSeveral:`takeFirst`},a=n.faults.length,o=await J(i,{...n,roots:r,within:[t]});if(o!==void 0||n.faults.length===a)return o;let s=await J(i,{...n,roots:r.slice(1),faults:[],log:{info(){},warn(){}}});if(s!==void 0){let r=`entryScript: ${e??``} is at ${s.path}, but not in the source directory ${t}; move it there, or name another sourceDirectory`;n.faults.splice(a,1,{message:r,place:n.source.placeOf([`entryScript`])})}}async function J(e,t){let{kind:n,value:r,key:i,prefer:a}=e;if(r===void 0)return;let o=e.place??t.source.placeOf(i),s=await Te({kind:n,value:r,name:T(i),place:o,roots:t.roots,within:t.within,whenSeveral:e.whenSeveral??`refuse`,...a===void 0?{}:{prefer:a}},t.log);if(s.kind===`fault`)t.faults.push({message:s.message,place:o});else return{path:s.path,shownAs:Gr(s.path,t)}}async function oi(e,t){let n=await J(e,t);return n&&si(n.path,n.shownAs,t)}async function si(e,t,n){let r=await q(n,()=>Je(e,t));if(r!==void 0)return{text:li(r),place:{file:t,line:1}}}async function ci(e,t){let{value:n,key:r}=e;return n!==void 0&&/[\r\n]|^\s*(?:#|FROM\s|ARG\s)/i.test(n)?{text:li(n),place:e.place??t.source.placeOf(r)}:oi(e,t)}function li(e){return e.replaceAll(`\r
`,`
`)}async function ui(e,t){let{source:n,faults:r}=t,i=di(e),a=await gi(e.condaFile,[`condaFile`],{...t,whenSeveral:i}),o=e.extraDockerfileSteps===void 0?`extraDockerFileSteps`:`extraDockerfileSteps`,{extraDockerfileSteps:s,extraDockerFileSteps:c}=e;if(s!==void 0&&c!==void 0&&s!==c){let e=`extraDockerfileSteps (${s}) and extraDockerFileSteps (${c}) are one key in two spellings; remove one of them`;r.push({message:e,place:n.placeOf([`extraDockerFileSteps`])})}let l=await oi({kind:`file`,value:s??c,key:[o],whenSeveral:i},t),u={...t,placeOf:n.placeOf},d=$r(e.baseImageRegistry,[`baseImageRegistry`],u);d?.password!==void 0&&t.secretFiles.add(t.file);let f=ni(e.baseImage,[`baseImage`],u),p=e.enableGpu===!0?fi(e,t):void 0;return{userManaged:!1,environmentVariables:{},...a===void 0?{}:{conda:a},...f===void 0?{}:{baseImage:f},...l===void 0?{}:{extraSteps:l},...d===void 0?{}:{baseRegistry:d},...p===void 0?{}:{gpu:p}}}function di(e){return e.sourceDirectory===void 0?`refuse`:`warn`}function fi(e,t){let{cudaVersion:n}=e;if(n===void 0||n===``)return{};let r=typeof n==`number`?n.toFixed(1):n.trim();if(/^\d+\.\d+$/.test(r))return{cudaVersion:r};let i=`cudaVersion ${JSON.stringify(r)} is not a version; write it as "11.8", or remove it`;return t.faults.push({message:i,place:t.source.placeOf([`cudaVersion`])}),{}}async function pi(e,t,n){let{config:r,folder:i}=e,{python:a,docker:o}=e.keys,s=(...t)=>[...e.path,...t],c=i===void 0?[]:[i],l={...n,roots:[...c,...n.roots],source:r,file:i===void 0?n.file:E.join(i,E.basename(r.file)),whenSeveral:i===void 0?di(t):`takeFirst`},u={...n,placeOf:r.placeOf},d=e.keys.environmentVariables??{},f=be(d,e=>r.placeOf(s(`environmentVariables`,e)),n.log);n.faults.push(...f.faults);let p=a?.userManagedDependencies===!0,m=p?void 0:await mi(e,l),h=await hi(e,l),g=$r(o?.baseImageRegistry,s(`docker`,`baseImageRegistry`),u);(Object.keys(f.variables).length<Object.keys(d).length||g?.password!==void 0)&&n.secretFiles.add(l.file);let _=ni(o?.baseImage,s(`docker`,`baseImage`),u),v=p?a.interpreterPath:void 0,y=p?void 0:a?.baseCondaEnvironment;return{userManaged:p,environmentVariables:f.variables,...m===void 0?{}:{conda:m},..._===void 0?{}:{baseImage:_},...v===void 0||v===`python`?{}:{interpreterPath:v},...h===void 0?{}:{baseDockerfile:h},...g===void 0?{}:{baseRegistry:g},...y===void 0?{}:{baseCondaEnvironment:y}}}async function mi(e,t){let{python:n}=e.keys;if(!I(n?.condaDependencies))return{config:e.config,path:[...e.path,`python`,`condaDependencies`]};if(n?.condaDependenciesFile!==void 0){let r=[...e.path,`python`,`condaDependenciesFile`];return gi(n.condaDependenciesFile,r,t)}return e.conda===void 0?void 0:{config:e.conda,path:[]}}async function hi(e,t){let n=e.keys.docker?.baseDockerfile;return n===void 0&&e.dockerfile!==void 0?si(e.dockerfile,Gr(e.dockerfile,t),t):ci({kind:`file`,value:n,key:[...e.path,`docker`,`baseDockerfile`],whenSeveral:t.whenSeveral},t)}async function gi(e,t,n){let r=await J({kind:`file`,value:e,key:t,whenSeveral:n.whenSeveral},n),i=r&&await K(r.path,n);return i===void 0?void 0:{config:i,path:[]}}const Y={kind:`used`},_i={entryScript:Y,sourceDirectory:Y,runtime:Y,condaFile:Y,baseImage:Y,description:Y,extraDockerfileSteps:Y,extraDockerFileSteps:Y,enableGpu:Y,cudaVersion:Y,baseImageRegistry:Y,environment:Y,$schema:{kind:`ignored`}},vi=[`runtime`,`condaFile`,`extraDockerfileSteps`,`extraDockerFileSteps`,`enableGpu`,`cudaVersion`,`baseImage`,`baseImageRegistry`],X=v().check(h(1)),yi=S({entryScript:b(X),sourceDirectory:b(X),runtime:b(v()),condaFile:b(X),baseImage:b(X),description:b(v()),extraDockerfileSteps:b(X),extraDockerFileSteps:b(X),enableGpu:b(_()),cudaVersion:b(m([v(),C()])),baseImageRegistry:b(Ir)});async function bi(e,t,n){let{workingDirectory:i,log:a}=n,o=await Or(e,t),s=[],c=xi(o,a),l={placeOf:o.placeOf,faults:s,log:a},{environment:u,...d}=vn(c,_i,[],l),f=Ur(yi,d,{config:o,path:[]});s.push(...f.faults,...Si(f.keys,d,o));let p=f.keys??{},m=new Set(Ci(c,o,a)?[e]:[]),{reading:h,entryScript:g,sourceDirectory:_}=await ri(p,{source:o,file:e,workingDirectory:i,faults:s,secretFiles:m,log:a}),v=await Kr(u,h),y=v===void 0?await ui(p,h):await pi(v,p,h);if(s.length>0&&await wi({entryScript:g,conda:y.conda},h),r(`BAD_FILE`,Ti(s,t)),g===void 0)throw TypeError(`an entry script without fault was not found`);let{description:b}=p;return{file:o.file,entryScript:g,..._===void 0?{}:{sourceDirectory:_},...y,...m.size===0?{}:{withheld:[...m]},...b===void 0||Ke(b)?{}:{description:b}}}function xi(e,t){if(!L(e.value))return r(`BAD_FILE`,[{message:`an inference configuration is an object: {"entryScript": "score.py", …}`,place:e.placeOf([])}]),{};let n=e.value;if(I(n.environment)||n.environment===`None`)return n;let i=vi.filter(e=>!I(n[e])&&n[e]!==!1&&n[e]!==`None`);if(i.length>0){let n=`environment is used; ${i.join(`, `)} beside it ${i.length===1?`is`:`are`} ignored`;t.warn(n,e.placeOf([`environment`]))}return Object.fromEntries(Object.entries(n).filter(([e])=>!vi.includes(e)))}function Si(e,t,n){let r=[],i=e?.runtime?.toLowerCase(),a=n.placeOf([`runtime`]);if(i===`spark-py`)r.push({message:`the runtime spark-py is not supported: Spark models cannot be packaged; use python with a model that scores without Spark`,place:a});else if(i!==void 0&&i!==`python`&&i!==`python-slim`){let t=`there is no runtime ${JSON.stringify(e?.runtime)}; use python`;r.push({message:t,place:a})}return t.entryScript===void 0&&r.push({message:`entryScript is missing; add it, or name no inference configuration where the model's framework needs no script`,place:n.placeOf([`entryScript`])}),r}function Ci(e,t,n){let r=Object.entries(e).filter(([e])=>e!==`environment`&&e!==`baseImageRegistry`);return Ce(Object.fromEntries(r),{config:t,path:[]},n)}async function wi({entryScript:e,conda:t},n){let{faults:r,log:i}=n;if(e!==void 0&&r.push(...await q(n,()=>Pe(e,i))??[]),t===void 0)return;let a=await q(n,async()=>wn(t,i));a!==void 0&&r.push(...a.faults)}function Ti(e,t){let n=({place:e})=>e?.file===t?``:e?.file??``;return e.toSorted((e,t)=>f(n(e),n(t))||(e.place?.line??0)-(t.place?.line??0)||(e.place?.column??0)-(t.place?.column??0))}const Ei={"scikit-learn":[1,4],tensorflow:[2,16]};function Di(e){switch(e.kind){case`scikit-learn`:return[`scikit-learn==${e.version}`,...Oi(e.kind,e.version)];case`tensorflow`:return[`tensorflow-cpu==${e.version}`,...Oi(e.kind,e.version)];case`onnx`:return[e.version===void 0?`onnxruntime`:`onnxruntime==${e.version}`];default:return e}}function Oi(e,t){let[n=0,r=0]=t.split(`.`).map(Number),[i,a]=Ei[e];return n<i||n===i&&r<a?[`numpy<2`]:[]}function ki(e,t,n){return{config:{file:t,value:{dependencies:[...n===void 0?[]:[`python=${n}`],{pip:e}]},placeOf:()=>({file:t})},path:[]}}async function Ai(e,t,n){let r=e=>Ct.join(t,e),i=t=>`${e.shownAs}/${r(t)}`,a=await ji((await e.read([r(`MLmodel`)])).get(r(`MLmodel`))??``,i(`MLmodel`)),{conda:o,virtualenv:s}=a,c=await e.read([o,s,`requirements.txt`].map(r)),l=c.get(r(o));if(l!==void 0)return n.info(`The environment is that of ${i(o)}.`),Mi({config:await ct(l,i(o)),path:[]},a);let u=c.get(r(`requirements.txt`)),d=c.get(r(s)),f=d===void 0?void 0:Q((await ct(d,i(s))).value,`python`),p=u?.split(/\r?\n/)??[];return n.info(u===void 0?`${i(`MLmodel`)} brings no environment: MLflow alone is installed.`:`The environment is that of ${i(`requirements.txt`)}.`),ki(Ni(p,a.mlflowVersion),i(u===void 0?`MLmodel`:`requirements.txt`),Pi(f??a.pythonVersion))}async function ji(e,t){let{parseYamlText:r}=await import(`./yaml-text-CY8ZynFt.js`),i=r(e,t),a=Z(Z(i.value,`flavors`),`python_function`);if(!L(a))throw new n(`BAD_FILE`,[{message:`this model has no python_function flavor, which serving it needs; save it with a library that MLflow can serve from Python, or write an entry script`,place:i.placeOf([`flavors`])}]);let o=typeof a.env==`string`?{conda:a.env}:a.env;return{mlflowVersion:Q(i.value,`mlflow_version`),pythonVersion:Q(a,`python_version`),conda:Q(o,`conda`)??`conda.yaml`,virtualenv:Q(o,`virtualenv`)??`python_env.yaml`}}function Mi(e,t){let{config:n}=e,{value:r}=n,i=Z(r,`dependencies`),a=Array.isArray(i)?i:[],o=a.some(e=>/^python\b/.test(String(e))),s=Pi(t.pythonVersion);return o||s===void 0||!L(r)?e:{config:{...n,value:{...r,dependencies:[...a,`python=${s}`]}},path:[]}}function Ni(e,t){let n=e.map(e=>e.trim()).filter(e=>e!==``&&!e.startsWith(`#`)),r=n.map(e=>{let t=Ae(e);return`name`in t&&t.name!==void 0?He(t.name):``});return r.includes(`mlflow`)||r.includes(`mlflow-skinny`)?n:[t===void 0?`mlflow`:`mlflow==${t}`,...n]}function Pi(e){return/^\d+\.\d+/.exec(e??``)?.[0]}function Z(e,t){return L(e)?e[t]:void 0}function Q(e,t){let n=Z(e,t);return typeof n==`string`||typeof n==`number`?String(n):void 0}const $={mlflow:{file:/(^|\/)MLmodel$/,what:`an MLmodel file`},onnx:{file:/\.onnx$/i,what:`one .onnx file`},tensorflow:{file:/(^|\/)saved_model\.pb(txt)?$/,what:`a saved_model.pb`},"scikit-learn":{file:/\.(pkl|pickle|joblib)$/i,what:`one .joblib or .pkl file`}},Fi=[`mlflow`,`onnx`,`tensorflow`],Ii=/^\d+(\.\d+)*((a|b|rc|\.post|\.dev)\d+)*$/;function Li(e,t,n){let r=n(`model-framework`),i=e=>({fault:{message:e,place:{key:r}}}),a=t===void 0?zi(e):t.name;if(a===void 0)return i(Bi(e,n));if(!Vi(a))return i(`a ${a} model cannot be served without an entry script; name ${n(`inference-config`)}, or save it as ONNX or with MLflow`);let o=Hi(e.paths.filter(e=>$[a].file.test(e))),[s,...c]=o;return s===void 0?i(`${e.shownAs} has no such model: ${a} needs ${$[a].what}, and it holds ${Ui(e.paths)}; correct ${r}, or name ${n(`inference-config`)}`):c.length>0?i(`${e.shownAs} has several: ${Ui(o)}; ${a} is served from one, so register that alone, or name ${n(`inference-config`)}`):Ri(a,s,{version:t?.version,spell:n})}function Ri(e,t,n){let{version:r,spell:i}=n,a=i(`model-framework-version`),o=e=>({fault:{message:e,place:{key:a}}});if(r!==void 0&&!Ii.test(r))return o(`${JSON.stringify(r)} is not a version; write it like 1.7.2`);switch(e){case`mlflow`:return r===void 0?{model:{kind:e,path:Ct.dirname(t)}}:o(`an MLflow model brings the versions it needs; leave this out`);case`onnx`:return{model:{kind:e,path:t,version:r}};case`tensorflow`:case`scikit-learn`:return r===void 0?o(`a ${e} model needs the version that it was saved with, like 1.7.2`):{model:{kind:e,path:e===`tensorflow`?Ct.dirname(t):t,version:r}};default:return e}}function zi(e){return Fi.find(t=>e.paths.some(e=>$[t].file.test(e)))}function Bi(e,t){let n=e.paths.find(e=>$[`scikit-learn`].file.test(e)),r=t(`model-framework`),i=t(`model-framework-version`),a=`${e.shownAs} has no entry script`,o=`name ${t(`inference-config`)}`;return n===void 0?`${a}, and its files (${Ui(e.paths)}) are no MLflow, ONNX or TensorFlow model; ${o}, or ${r}`:`${a}, and ${n} does not say which library reads it; ${o}, or ${r} scikit-learn with ${i}`}function Vi(e){return Object.hasOwn($,e)}function Hi(e){let t=e=>e.split(`/`).length,n=Math.min(...e.map(t));return e.filter(e=>t(e)===n)}function Ui(e){if(e.length===0)return`no file`;let t=e.length>5?` and ${e.length-5} more`:``;return`${e.slice(0,5).join(`, `)}${t}`}const Wi=`score.py`;async function Gi(e,t,n){let i=Li(e,t,n.spell);if(`fault`in i&&r(`BAD_INPUT`,[i.fault]),!(`model`in i))throw TypeError(`a model without fault was not found`);let{model:a}=i;return n.log.info(`No inference configuration: ${Wi} is generated for the ${a.kind} model ${a.path}.`),{file:e.shownAs,entryScript:{path:Wi,shownAs:Wi},generatedScript:qi(a),conda:await Ji(a,e,n.log),userManaged:!1,environmentVariables:{}}}const Ki={"scikit-learn":`"""Serves a scikit-learn model. Generated by package-model, as no entry script was named.

Request: {"data": [[...], ...], "method": "predict"}; method may be left out.
Answer: one entry per row of data.
"""

import os

import joblib
import numpy as np
from azureml.contrib.services.aml_response import AMLResponse
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema

MODEL_PATH = ""
METHODS = ("predict", "predict_proba", "predict_log_proba", "decision_function")

# Loaded with the module and not in init(): the example of /swagger.json is as wide as the model.
model = joblib.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], MODEL_PATH))
EXAMPLE = [[0.0] * getattr(model, "n_features_in_", 1)]


def init():
    """Nothing is left to do: the model is there."""


@input_schema("method", StandardPythonParameterType("predict"), convert_to_provided_type=False)
@input_schema("data", StandardPythonParameterType(EXAMPLE), convert_to_provided_type=False)
def run(data, method="predict"):
    if method not in METHODS or not hasattr(model, method):
        known = [name for name in METHODS if hasattr(model, name)]
        return refuse(f"method must be one of: {', '.join(known)}")
    try:
        answer = getattr(model, method)(to_rows(data))
    except (TypeError, ValueError) as error:
        return refuse(str(error))
    return answer.tolist() if hasattr(answer, "tolist") else answer


def to_rows(data):
    """Numbers as numbers; rows that mix them with texts keep each value as it is."""
    if not isinstance(data, list):
        raise ValueError('data must be a list of rows: {"data": [[1.0, 2.0], [3.0, 4.0]]}')
    rows = np.array(data)
    return rows if rows.dtype.kind in "biuf" else np.array(data, dtype=object)


def refuse(message):
    return AMLResponse({"message": message}, 400, json_str=True)
`,onnx:`"""Serves an ONNX model. Generated by package-model, as no entry script was named.

Request: {"data": {"<input>": [...], ...}}, or {"data": [...]} where the model has one input.
Answer: the one output as a list, or {"<output>": ..., ...} where the model has several.
"""

import os

import numpy as np
import onnxruntime
from azureml.contrib.services.aml_response import AMLResponse
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema
from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument

MODEL_PATH = ""
DTYPES = {
    "tensor(bool)": np.bool_,
    "tensor(double)": np.float64,
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int8)": np.int8,
    "tensor(int16)": np.int16,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
    "tensor(string)": np.object_,
    "tensor(uint8)": np.uint8,
    "tensor(uint16)": np.uint16,
    "tensor(uint32)": np.uint32,
    "tensor(uint64)": np.uint64,
}

# The real path, so that files with external data are found beside the model.
model_file = os.path.realpath(os.path.join(os.environ["AZUREML_MODEL_DIR"], MODEL_PATH))
# Loaded with the module and not in init(): the example of /swagger.json comes from its inputs.
session = onnxruntime.InferenceSession(model_file, providers=["CPUExecutionProvider"])
inputs = {entry.name: entry for entry in session.get_inputs()}
outputs = [entry.name for entry in session.get_outputs()]


def example_of(entry):
    """One entry of the input's shape; dimensions that may vary are 1."""
    shape = [size if isinstance(size, int) and size > 0 else 1 for size in entry.shape]
    dtype = DTYPES.get(entry.type, np.float32)
    fill = "" if dtype is np.object_ else 0
    return np.full(shape, fill, dtype=dtype).tolist()


examples = {name: example_of(entry) for name, entry in inputs.items()}
EXAMPLE = examples if len(examples) > 1 else next(iter(examples.values()))


def init():
    """Nothing is left to do: the session is there."""


@input_schema("data", StandardPythonParameterType(EXAMPLE), convert_to_provided_type=False)
def run(data):
    try:
        answers = session.run(outputs, to_feed(data))
    except (InvalidArgument, TypeError, ValueError) as error:
        return refuse(str(error))
    answers = [to_json(answer) for answer in answers]
    return answers[0] if len(answers) == 1 else dict(zip(outputs, answers))


def to_feed(data):
    """Each input as an array of the type that the model wants."""
    if not isinstance(data, dict):
        if len(inputs) > 1:
            raise ValueError(f"data must be an object with the inputs {', '.join(inputs)}")
        data = {next(iter(inputs)): data}
    unknown = [name for name in data if name not in inputs]
    missing = [name for name in inputs if name not in data]
    if unknown or missing:
        raise ValueError(
            f"the model's inputs are {', '.join(inputs)};"
            f" missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        )
    return {name: to_array(name, value) for name, value in data.items()}


def to_array(name, value):
    dtype = DTYPES.get(inputs[name].type)
    if dtype is None:
        raise ValueError(f"the input {name} is a {inputs[name].type}, which JSON cannot give")
    return np.array(value, dtype=dtype)


def to_json(value):
    """Tensors, and the maps and sequences that converted classifiers give."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, dict):
        return {str(key): to_json(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(entry) for entry in value]
    return value


def refuse(message):
    return AMLResponse({"message": message}, 400, json_str=True)
`,tensorflow:`"""Serves a TensorFlow SavedModel. Generated by package-model, as no entry script was named.

Request: {"data": {"<input>": [...], ...}}, or {"data": [...]} where the model has one input.
Answer: the one output as a list, or {"<output>": ..., ...} where the model has several.
TensorFlow Serving's forms are answered as it does: {"instances": [...]} with {"predictions": ...},
{"inputs": ...} with {"outputs": ...}.
"""

import os

import numpy as np
import tensorflow as tf
from azureml.contrib.services.aml_response import AMLResponse
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema
from inference_schema.schema_util import get_input_schema

MODEL_PATH = ""

# Loaded with the module and not in init(): the example of /swagger.json comes from its inputs.
loaded = tf.saved_model.load(os.path.join(os.environ["AZUREML_MODEL_DIR"], MODEL_PATH))
signature = loaded.signatures.get("serving_default") or next(iter(loaded.signatures.values()))
specs = signature.structured_input_signature[1]


def example_of(spec):
    """One entry of the input's shape; dimensions that may vary are 1."""
    shape = [size or 1 for size in (spec.shape.as_list() if spec.shape.rank is not None else [1])]
    fill = "" if spec.dtype == tf.string else 0
    dtype = np.object_ if spec.dtype == tf.string else spec.dtype.as_numpy_dtype
    return np.full(shape, fill, dtype=dtype).tolist()


examples = {name: example_of(spec) for name, spec in specs.items()}
EXAMPLE = examples if len(examples) > 1 else next(iter(examples.values()))


def init():
    """Nothing is left to do: the model is there."""


@input_schema("data", StandardPythonParameterType(EXAMPLE), convert_to_provided_type=False)
def run(data=None, instances=None, inputs=None):
    try:
        if instances is not None:
            return {"predictions": to_rows(predict(from_rows(instances)))}
        if inputs is not None:
            return {"outputs": predict(inputs)}
        if data is None:
            raise ValueError("a request has data, instances or inputs")
        return predict(data)
    except (TypeError, ValueError, tf.errors.InvalidArgumentError) as error:
        return refuse(str(error))


# The schema names every parameter; its example holds what a request needs.
get_input_schema(run)["example"] = {"data": EXAMPLE}


def predict(data):
    """Arrays by input name, or the array of the one input, to lists of the same form."""
    if not isinstance(data, dict):
        if len(specs) > 1:
            raise ValueError(f"an object with the inputs {', '.join(specs)} is needed")
        data = {next(iter(specs)): data}
    unknown = [name for name in data if name not in specs]
    missing = [name for name in specs if name not in data]
    if unknown or missing:
        raise ValueError(
            f"the model's inputs are {', '.join(specs)};"
            f" missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}"
        )
    feed = {name: to_tensor(name, value) for name, value in data.items()}
    answers = {name: to_json(tensor) for name, tensor in signature(**feed).items()}
    return next(iter(answers.values())) if len(answers) == 1 else answers


def to_tensor(name, value):
    spec = specs[name]
    tensor = tf.constant(value, dtype=spec.dtype)
    if not spec.shape.is_compatible_with(tensor.shape):
        shapes = f"has the shape {tensor.shape}, the model wants {spec.shape}"
        raise ValueError(f"the input {name} {shapes}")
    return tensor


def from_rows(rows):
    """TensorFlow Serving's row form as columns."""
    if not isinstance(rows, list) or not rows:
        raise ValueError("instances must be a list that is not empty")
    if not all(isinstance(row, dict) for row in rows):
        return rows
    return {name: [row.get(name) for row in rows] for name in rows[0]}


def to_rows(answers):
    """Several outputs as one object per row."""
    if not isinstance(answers, dict):
        return answers
    return [dict(zip(answers, row)) for row in zip(*answers.values())]


def to_json(tensor):
    value = tensor.numpy().tolist()
    return decode(value) if tensor.dtype == tf.string else value


def decode(value):
    if isinstance(value, list):
        return [decode(entry) for entry in value]
    return value.decode("utf-8", errors="replace")


def refuse(message):
    return AMLResponse({"message": message}, 400, json_str=True)
`,mlflow:`"""Serves an MLflow model. Generated by package-model, as no entry script was named.

Request: {"input_data": ..., "params": {...}}; params may be left out. input_data is
{"columns": [...], "data": [[...], ...]}, rows as objects or lists, an array, or arrays by name.
The keys of MLflow's own server do too: dataframe_split, dataframe_records, instances, inputs.
Answer: the prediction itself, rows as objects where the model gives a table.
"""

import json
import os

import mlflow.pyfunc
import numpy as np
import pandas as pd
from azureml.contrib.services.aml_response import AMLResponse
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema
from inference_schema.schema_util import get_input_schema
from mlflow.exceptions import MlflowException

MODEL_PATH = ""
KEYS = ("input_data", "dataframe_split", "dataframe_records", "instances", "inputs")

model_folder = os.path.join(os.environ["AZUREML_MODEL_DIR"], MODEL_PATH)
# Loaded with the module and not in init(): a model that is broken fails before anything is served.
model = mlflow.pyfunc.load_model(model_folder)
signature = model.metadata.signature
schema = signature.inputs if signature is not None else None
takes_params = getattr(signature, "params", None) is not None
is_tensor = schema is not None and schema.is_tensor_spec()


def read_example():
    """A request with the model's own input example, or one made up from its signature."""
    info = model.metadata.saved_input_example_info or {}
    path = os.path.join(model_folder, info.get("artifact_path", ""))
    if info and os.path.isfile(path):
        with open(path, encoding="utf-8") as file:
            example = json.load(file)
        if info.get("type") == "ndarray" and isinstance(example, dict):
            example = example.get("inputs", example)
        return {"input_data": example}
    return {} if schema is None else {"input_data": made_up()}


def made_up():
    if is_tensor:
        arrays = {spec.name: zeros(spec) for spec in schema.inputs}
        return arrays if schema.has_input_names() else next(iter(arrays.values()))
    row = [example_value(spec) for spec in schema.inputs]
    if not schema.has_input_names():
        return [row]
    return {"columns": schema.input_names(), "index": [0], "data": [row]}


def zeros(spec):
    return np.zeros([max(size, 1) for size in spec.shape], dtype=spec.type).tolist()


def example_value(spec):
    kinds = {"boolean": False, "integer": 0, "long": 0, "float": 0.0, "double": 0.0}
    kinds.update(string="", binary="", datetime="2000-01-01T00:00:00")
    return kinds.get(getattr(spec.type, "name", ""), None)


def init():
    """Nothing is left to do: the model is there."""


@input_schema("input_data", StandardPythonParameterType({}), convert_to_provided_type=False)
def run(
    input_data=None,
    params=None,
    dataframe_split=None,
    dataframe_records=None,
    instances=None,
    inputs=None,
):
    values = (input_data, dataframe_split, dataframe_records, instances, inputs)
    given = {key: value for key, value in zip(KEYS, values) if value is not None}
    try:
        if len(given) != 1:
            raise ValueError(f"a request has exactly one of: {', '.join(KEYS)}")
        key, value = next(iter(given.items()))
        more = {"params": params} if takes_params and params is not None else {}
        return to_json(model.predict(to_input(key, value), **more))
    except (KeyError, MlflowException, TypeError, ValueError) as error:
        return refuse(str(error))


# The schema names every parameter; its example holds what a request needs.
get_input_schema(run)["example"] = read_example()
get_input_schema(run)["properties"]["input_data"] = {}


def to_input(key, value):
    """What predict() takes: a table, an array, arrays by name, or the value as it came."""
    if key == "dataframe_split" or is_split(value):
        return to_table(value["data"], value.get("columns"), value.get("index"))
    if key == "dataframe_records":
        return to_table(value)
    if is_tensor:
        return to_tensors(value)
    if schema is not None or key == "instances":
        return to_table(value if isinstance(value, list) else scalars_as_row(value))
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return pd.DataFrame(value)
    return value


def is_split(value):
    names = {"columns", "index", "data"}
    return isinstance(value, dict) and "data" in value and set(value) <= names


def scalars_as_row(value):
    """Columns by name; single values are one row."""
    if not isinstance(value, dict) or any(isinstance(entry, list) for entry in value.values()):
        return value
    return [value]


def to_table(data, columns=None, index=None):
    """A table whose columns have the types of the signature, as JSON has fewer types."""
    table = pd.DataFrame(data, columns=columns, index=index)
    if schema is None or is_tensor:
        return table
    names = schema.input_names() if schema.has_input_names() else list(table.columns)
    if columns is None and schema.has_input_names() and is_numbered(table):
        if len(table.columns) != len(names):
            raise ValueError(f"a row has {len(table.columns)} values, the model wants {len(names)}")
        table.columns = names
    for name, spec in zip(names, schema.inputs):
        if name in table.columns and hasattr(spec.type, "to_pandas"):
            table[name] = convert(table[name], spec)
    return table


def is_numbered(table):
    return list(table.columns) == list(range(len(table.columns)))


def convert(column, spec):
    if spec.type.name == "datetime":
        return pd.to_datetime(column)
    if column.isna().any() or spec.type.name in ("string", "binary"):
        return column
    return column.astype(spec.type.to_pandas())


def to_tensors(value):
    """Arrays of the signature's types."""
    if isinstance(value, dict):
        types = {spec.name: spec.type for spec in schema.inputs}
        return {name: np.array(entry, dtype=types.get(name)) for name, entry in value.items()}
    return np.array(value, dtype=schema.inputs[0].type)


def to_json(value):
    if isinstance(value, pd.DataFrame):
        return json.loads(value.to_json(orient="records", date_format="iso"))
    if isinstance(value, pd.Series):
        return json.loads(value.to_json(orient="values", date_format="iso"))
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, dict):
        return {str(key): to_json(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(entry) for entry in value]
    return value


def refuse(message):
    return AMLResponse({"message": message}, 400, json_str=True)
`};function qi(e){let t=`MODEL_PATH = ${JSON.stringify(e.path)}`;return Ki[e.kind].replace(`MODEL_PATH = ""`,()=>t)}async function Ji(e,t,n){return e.kind===`mlflow`?Ai(t,e.path,n):ki(Di(e),`model-framework ${e.kind}`)}const Yi=1048576;function Xi(e,t,n){let r=t.filter(e=>e.kind===`file`);return{shownAs:e,paths:r.map(e=>e.path),async read(e){let t=new Map;for(let{path:i,source:a,stat:o}of r){if(!e.includes(i))continue;let r=c(a,o.sizeBytes,n);t.set(i,await Qi(r,{file:a,sizeBytes:o.sizeBytes}))}return t}}}function Zi(e,t){let n=`${i.models.slice(1)}/${e.name}/`;return{shownAs:e.id,paths:e.files.map(e=>e.path).toSorted(f),async read(r){let i=new Map;for(let a of e.layers)if(ot(a.annotations?.[`org.cncf.model.filepath`]??``))for await(let{header:o,bytes:s}of ut(e.repository.readBlob(a.digest,t))){let t=o.path.startsWith(n)?o.path.slice(n.length):``;if(o.type!==`file`||!r.includes(t))continue;let a={file:`${e.id}/${t}`,sizeBytes:o.sizeBytes};i.set(t,await Qi(s,a))}return i}}}async function Qi(e,t){let r={file:t.file};if(t.sizeBytes>Yi){let e=`this file has ${t.sizeBytes} bytes, too many for what its name says (at most ${Yi}); correct the model folder`;throw new n(`BAD_FILE`,[{message:e,place:r}])}let i=[];for await(let t of e)i.push(Buffer.from(t));try{return new TextDecoder(`utf-8`,{fatal:!0}).decode(Buffer.concat(i))}catch(e){throw new n(`BAD_FILE`,[{message:`this file is not UTF-8 text; save it with UTF-8 encoding`,place:r}],{cause:e})}}async function $i(e,t,n){let{settings:r,log:i}=n,a=e[`inference-config`];if(a!==void 0){let t=O(r.workingDirectory,e[`working-directory`]);return bi(O(r.workingDirectory,a),a,{workingDirectory:t,log:i})}let{files:o,framework:s}=await t();return Gi(o,ea(dt(e),s),{log:i,spell:e=>n.spell(e)})}function ea(e,t){return e===void 0||e.version===void 0&&e.name===t?.name?t:e}function ta(e,t){let[n]=e;if(n===void 0||e.length>1)throw ra(e,t);return{files:Zi(n,t.signal),framework:n.framework}}async function na(e,t){let[n]=e;if(n===void 0||e.length>1)throw ra(e,t);let r=await it(n.path,t.settings.workingDirectory);return{files:Xi(n.path,r,t.signal),framework:void 0}}function ra(e,t){let r=`several models (${e.map(({name:e})=>e).join(`, `)}) cannot be served without an entry script; give ${t.spell(`inference-config`)}`;return new n(`BAD_INPUT`,[{message:r}])}async function ia({dockerfile:e,context:t,text:n},r){let i=n.split(`
`),a=new Map;for(let e of r.models){let n=await oa(e,t,r.signal);for(let[t,r]of n??[])a.set(t,{model:e.name,inner:r})}let o=[];for(let n of z(e)){let s=aa(n,{dockerfile:e,context:t,known:a});if(s===void 0)continue;let{line:c,endLine:l}=n.instruction,u=[...new Set(s.map(({model:e})=>e))].join(`, `);for(let e=c;e<=l;e+=1)i[e-1]=`#`;i[c-1]=`# package-model: the layers of ${u} are here instead of a COPY`,r.log.info(`${e.file}:${String(c)}: this ${n.instruction.name} is replaced by the layers of the model ${u}; links lead there.`),o.push(...s)}return o.length===0&&r.log.warn(`replace-model-copy is set, but no COPY copies a registered model as it is`,{file:e.file}),{replaced:o,lines:i}}function aa(e,t){let n=Gn(e,t.context,t.dockerfile.escape),r=n.flatMap(e=>{let n=t.known.get(e.source),r=e.target.startsWith(`${i.azuremlModels}/`);return n!==void 0&&r?[{...e,...n}]:[]}),a=new Set(n.map(({source:e})=>e)),o=new Set(r.map(({source:e})=>e)).size===a.size;return a.size>0&&o?r:void 0}async function oa(e,t,n){let[r]=e.files;if(r!==void 0)for(let i of t.files.keys()){if(i!==r.path&&!i.endsWith(`/${r.path}`))continue;let a=i.slice(0,-r.path.length),o=sa(e,a,t);if(o===void 0)continue;let s=[];for(let{source:t}of tt(e.name,o))s.push(await ca(t,n));let c=e.layers.map(e=>e.digest);if(c.length===s.length&&c.every(e=>s.includes(e)))return new Map(e.files.map(({path:e})=>[`${a}${e}`,e]))}}function sa(e,t,n){let r=e.files.flatMap(({path:e,sizeBytes:r})=>{let i=n.files.get(`${t}${e}`);if(i===void 0||i.stats.size!==r)return[];let a={sizeBytes:r,mtimeNs:`0`,ctimeNs:`0`,inode:`0`,device:`0`};return[{kind:`file`,path:e,source:i.file,stat:a}]});return r.length===e.files.length?r:void 0}async function ca(e,t){let n=xt(`sha256`);for await(let r of e.open(t))n.update(r);return`sha256:${n.digest(`hex`)}`}async function la(e,t,n){let{log:i,signal:a}=n,o=await Je(e,t),{dockerfile:s,faults:c}=ue(o,{file:t});r(`BAD_FILE`,c);let l=E.dirname(e),u=await Rn(l,e=>E.posix.join(E.dirname(t),E.relative(l,e)));r(`BAD_FILE`,ua(s,u,i));let d=Ln(s),f=z(s).flatMap(e=>Gn(e,u,s.escape)),{replaced:p,lines:m}=n.replaceCopiesOf===void 0?{replaced:[],lines:o.split(`
`)}:await ia({dockerfile:s,context:u,text:o},{models:n.replaceCopiesOf,log:i,signal:a}),h=new Set(p.map(({source:e})=>e)),g=da(s,u).filter(e=>!h.has(e)),_=await ft(g,4,e=>pa(e,u,a));return{file:t,text:m.join(`
`),baseImage:d,context:_,sources:new Map(g.map(e=>[e,{kind:`file`,path:u.files.get(e)?.file??e}])),copied:f.filter(({source:e})=>!h.has(e)),replaced:p,variables:ma(s)}}function ua(e,n,r){let i=ar(e,n);for(let{severity:e,message:n,place:a}of i)e===`warning`?r.warn(n,a):e===`hint`&&r.info(t({message:n,place:a}));return i.filter(({severity:e})=>e===`error`)}function da(e,t){let n=[...t.files.keys()],r=new Set;for(let i of R(e).stages.flat()){let{instruction:a}=i,o=a.flags.some(({name:e,value:t=``})=>e===`mount`&&!/type=(?!bind)|\bfrom=/.test(t)),s=/^(?:COPY|ADD)$/.test(a.name)&&fa(i,a.text);if(o||s)return n;for(let n of Wn(i,e.escape)?.sources??[])for(let e of zn(n,t))r.add(e)}return n.filter(e=>r.has(e))}function fa(e,t){return[...t.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)].map(([,e=``])=>e).some(t=>!e.variables.has(t))}async function pa(e,t,r){let i=t.files.get(e);if(i===void 0)throw new n(`BAD_FILE`,[{message:`${e} is gone`}]);let{digest:a,sizeBytes:o}=await ge(i.file,r);return{path:e,sizeBytes:o,digest:a,executable:!!(i.stats.mode&73)}}function ma(e){let{last:t}=R(e),n=z(e).flatMap(({instruction:e})=>e.name===`ENV`?e.pairs.map(({name:e})=>e):[]);return new Map(n.map(e=>[e,t.variables.get(e)??``]))}async function ha(e,t){let{own:n,config:r,...i}=e;if(r?.conda!==void 0){let e=`${n.file} makes the environment: the packages of the conda file are not installed`;t.log.warn(e,{file:r.file})}let a=r===void 0?await va(n,t):void 0,{conda:o,baseDockerfile:s,...c}=r??_a(n),l=await yr({...i,...a===void 0?{}:{codeThere:a},config:{...c,userManaged:!0},baseImage:n.baseImage},t);return{...l,plan:ga(l.plan,n,t),baseSources:n.sources}}function ga(e,t,n){let r={...e.environment,baseDockerfile:t.text,...t.context.length===0?{}:{baseContext:t.context}},i=ya(e,t),a=ba(t,n),o=a===void 0?{}:{AZUREML_MODEL_DIR:a};return{...e,...i.length===0?{}:{modelLinks:i},environment:r,variables:w({...e.variables,...o}),labels:{...e.labels,"io.package-model.environment":Oe(r)}}}function _a(e){return{file:e.file,entryScript:{path:e.file,shownAs:e.file},userManaged:!0,environmentVariables:{}}}async function va(e,{log:t}){let n=e.variables.get(`AZUREML_ENTRY_SCRIPT`)??``,a=E.posix.relative(i.appRoot,E.posix.resolve(i.appRoot,n)),o=[],s={file:e.file};if(n===``)o.push({message:`the Dockerfile sets no AZUREML_ENTRY_SCRIPT and there is no inference configuration; add ENV AZUREML_ENTRY_SCRIPT=score.py, or name the configuration`,place:s});else if(a===``||a.startsWith(`..`)){let e=`AZUREML_ENTRY_SCRIPT=${n} is not below ${i.appRoot}; copy the script there`;o.push({message:e,place:s})}let c=E.posix.join(i.appRoot,a),l=e.copied.find(e=>e.target===c),u=l===void 0?void 0:e.sources.get(l.source);if(l!==void 0&&u?.kind===`file`){let n=E.posix.join(E.dirname(e.file),l.source);o.push(...await Pe({path:u.path,shownAs:n},t))}return r(`BAD_FILE`,o),{directory:e.variables.get(`AZUREML_SOURCE_DIRECTORY`)??``,entryScript:a,files:[]}}function ya(e,t){let n=e.modelLayout?.kind??`linked`;return t.replaced.flatMap(({model:t,inner:r,target:i})=>{let a=e.models.find(e=>e.name===t);return a===void 0?[]:[{path:i.slice(1),target:`/${_t(a,n)}/${r}`}]})}function ba(e,{log:t}){let n=e.variables.get(`AZUREML_MODEL_DIR`);if(n===void 0||n===``)return;let r=E.posix.resolve(i.appRoot,n);if([...e.copied,...e.replaced].some(({target:e})=>e.startsWith(`${r}/`)))return n;t.info(`${e.file} sets AZUREML_MODEL_DIR=${n} but copies nothing there: it becomes the folder of the registered models.`)}async function xa(e,t,n){let{settings:i,log:a,run:o,signal:s}=n;r(`BAD_INPUT`,Sa(e,n));let c=e=>O(i.workingDirectory,e),{dockerfile:l,"inference-config":u}=e,d=await la(c(l),l,{log:a,signal:s,...e[`replace-model-copy`]&&{replaceCopiesOf:t}}),f=c(e[`working-directory`]),p=u===void 0?void 0:await bi(c(u),u,{workingDirectory:f,log:a});return ha({own:d,models:t,modelLayout:e[`model-layout`],...p===void 0?{}:{config:p}},{run:o,log:a,signal:s})}function Sa(e,t){return e[`base-image`]===void 0?[]:[{message:`${t.spell(`dockerfile`)} makes the base image itself; leave ${t.spell(`base-image`)} out`,place:{key:t.spell(`base-image`)}}]}const Ca=`model_config_map.json`;function wa(e){let t=e.models.map(({name:e,version:t})=>[e,{version:t}]),n=e.models.map(({name:e,version:t})=>[e,{[t]:{name:e,version:t,id:`${e}:${t}`}}]),r={accountContext:{subscriptionId:``,resourceGroupName:``,accountName:``,workspaceId:``},models:Object.fromEntries(t),modelsInfo:Object.fromEntries(n)};return`${JSON.stringify(r,void 0,2)}\n`}function Ta(e,t){let{environment:n,models:r,port:i}=e,a=Ea(e),o=r.map(e=>`- ${e.name}, version ${e.version}`),s=`docker build --tag ${t} --file base/Dockerfile base/context`,c=[...n.baseDockerfile===void 0?[]:[s],`docker build --tag ${a} .`];return[`# ${a}`,``,r.length===0?`A serving image without registered models.`:`A serving image of:`,``,...o.length===0?[]:[...o,``],`In this folder, with docker 20.10 or later, with or without BuildKit:`,``,"```sh",...c,`docker run --rm --publish 127.0.0.1:${String(i)}:${String(i)} ${a}`,"```",``,`Then, from another terminal:`,``,"```sh",`curl --header 'Content-Type: application/json' --data '{"data": []}' http://127.0.0.1:${String(i)}/score`,"```",``,"`models/` and `layers/` hold the layers of the image as tars, with their modes and owners;","`tar -tvf` shows what is in them.",``].join(`
`)}function Ea({models:e}){let[t]=e;if(t===void 0)return`packaged:latest`;let n=t.name.toLowerCase().replaceAll(/[^a-z0-9]+/g,`-`).replaceAll(/^-+|-+$/g,``);return`${n===``?`packaged`:n}:${t.version}`}async function Da(e,t,{target:n,layout:r,context:i}){let{repository:a}=e,{log:s,signal:c}=i;if(await Et(St(n),{recursive:!0}),r===`linked`&&a instanceof l){let e=o(a.folder,t.digest),{mode:r}=await kt(e);if((r&511)==420&&await ka(Tt(e,n))||await ka(wt(e,n,At.COPYFILE_FICLONE_FORCE)))return}let u=gt(e),d=r===`linked`?`into the package`:`to /${u} of the package`;s.info(`Copying ${yt(t.size)} of ${e.id} ${d}.`),await Oa({label:e.id,sizeBytes:t.size,open:n=>{let i=a.readBlob(t.digest,n);return r===`linked`?i:vt(i,{from:mt(e),to:u})}},n,c)}async function Oa(e,t,n){await Et(St(t),{recursive:!0}),await d(`${t}.tmp`,t=>t.writeFile(e.open(n),{signal:n}),()=>t)}async function ka(e){return e.then(()=>!0,()=>!1)}const Aa=`layers/links.tar`,ja=`layers/code.tar`;async function Ma(e,t){let{created:n,folder:r,models:i}=e,{plan:a}=n,{signal:o}=t,c=a.modelLayout?.kind??`linked`,l=[];for(let e of i)for(let n of e.layers){let i=`models/${c===`copied`?`${e.version}/`:``}${Xe(n.digest)}.tar`;l.push(i),await Da(e,n,{target:D(r,i),layout:c,context:t})}await Oa(pt(a.models,new Map,{layout:c,others:a.modelLinks??[]}),D(r,Aa),o);let u=a.code.files.map(t=>({...t,source:e.codeFile(t.path)}));await Oa(ht(u,new Map),D(r,ja),o);let d=Pa(a.environment),f=_e({...a,environment:d},{secrets:{kind:`none`},modelTars:l,linksTar:Aa,codeTar:ja,user:s(Fa(a.environment))});xe(f,{from:[d.baseImage]}),await k(D(r,`Dockerfile`),f),await k(D(r,`.dockerignore`),`base
code
`),await k(D(r,Ca),wa(a)),await k(D(r,`README.md`),Ta(a,d.baseImage))}async function Na(e,t,n){let r=D(t,Se);await Et(St(r),{recursive:!0}),await k(r,pe(e.plan.environment)),await de({...e,signal:n},D(t,`base`))}function Pa(e){return e.baseDockerfile===void 0?e:{...e,baseImage:Ue(e)}}function Fa({baseDockerfile:e,baseImage:t}){return e===void 0?Un(t):R(le(e)).last.user}async function Ia(e,t,r){let{settings:i,signal:a,log:o}=r,s=O(i.workingDirectory,t),c=await oe(s,Ca);if(c===`foreign`){let e=`${t} is not empty and no such folder (it has no ${Ca}); name another folder, or empty it`;throw new n(`BAD_INPUT`,[{message:e,place:{key:r.spell(`output`)}}])}await je(s,c,async t=>{await Na(e.created,t,a),await Ma({...e,folder:t},r),a.throwIfAborted()}),o.info(`Wrote ${t}: its README.md has the commands of docker.`)}async function La(e,t){try{var n=bt();let r=n.u(await u(e[`ca-certificates`],t)),i=await Pt({choices:e.model??[],registry:e[`model-registry`],image:void 0},{stores:r,context:t}),a=await Ra(e,i,t);return await za(e,{created:a,models:i},t),Ba(e[`package-path`],a.plan)}catch(e){n.e=e}finally{n.d()}}async function Ra(e,t,n,r=async()=>ta(t,n)){let{log:i,run:a,signal:o,python:s=Ve(a,o)}=n,c=e[`base-image`];return e.dockerfile===void 0?yr({config:await $i(e,r,n),models:t,modelLayout:e[`model-layout`],...c===void 0?{}:{baseImage:c}},{run:a,log:i,signal:o,python:s}):xa({...e,dockerfile:e.dockerfile},t,n)}async function za(e,t,n){let{created:r,models:i}=t,{settings:a,signal:o,log:s}=n,{"package-path":c,output:l}=e,u=O(a.workingDirectory,c),d=e=>D(u,`code`,e);await me({...r,folder:u,signal:o,...e[`generate-dockerfile`]&&l===void 0&&{complete:e=>Ma({created:r,models:i,folder:e,codeFile:t=>D(e,`code`,t)},n)}}),s.info(`Wrote the package ${c} (plan ${We(r.plan)}).`),l!==void 0&&await Ia({created:r,models:i,codeFile:d},l,n)}function Ba(e,t){return{"package-path":e,"plan-digest":We(t),"environment-digest":Ge(t.environment)}}export{na as a,za as i,Ba as n,ta as o,La as r,Pt as s,Ra as t};