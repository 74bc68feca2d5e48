import{i as e,n as t,o as n}from"./errors-CSrcOAGU.js";import{D as r,O as i,i as a,l as o,r as s,t as c,u as l,w as u}from"./open-stores-CK5rnmNO.js";import{r as d}from"./parse-CBg9KM1D.js";import{C as f,O as p,_ as m,a as h,b as g,d as _,h as v,i as y,m as b,p as x,u as ee,w as te}from"./schemas-D0Og_vvP.js";import{_ as S,a as ne,b as re,c as ie,d as ae,f as oe,i as se,l as C,n as ce,o as le,t as ue,u as de,v as fe,x as pe,y as w}from"./check-rendered-BhK1PcZR.js";import{c as me,l as he,r as ge,u as _e}from"./reference-DAu-VPxF.js";import{n as T}from"./nearest-D5LOEzaW.js";import{t as ve}from"./schema-faults-Bd9VpxPO.js";import{t as E}from"./key-path-CaemLaGF.js";import{t as ye}from"./text-file-Bio3ztRK.js";import{f as be,m as xe,o as Se,p as Ce,r as we,s as Te,t as Ee}from"./layers-C0RWnyLg.js";import{r as De,t as Oe}from"./config-file-CvPpMXXG.js";import{t as ke}from"./secret-xzMLAKPZ.js";import{t as Ae}from"./tar-read-9KsrU7a9.js";import{r as je}from"./model-B3_-khYA.js";import{t as Me}from"./format-size-BIQWr9_W.js";import{a as Ne,c as Pe,i as Fe,l as Ie,t as Le}from"./move-layer-6gA1dwa0.js";import{t as Re}from"./usingCtx-Da0_7VkO.js";import D,{dirname as ze,join as O,posix as Be,resolve as Ve}from"node:path";import{link as He,mkdir as Ue,stat as We,writeFile as Ge}from"node:fs/promises";async function Ke(e,t,n,r){let i=_e(n),a=i??await qe(e,t,n,r),o=await e.getManifest(a,r);if(o!==void 0){let n=be(o,e);if(i!==void 0||n.name===t)return n}throw await Je(e,`${t}:${n}`,r)}async function qe(e,t,n,r){if(n!==`latest`)return Te(n);let i=Se(await e.listTags(r));if(i===0)throw await Je(e,t,r);return Te(i)}async function Je(e,t,n){let r=Se(await e.listTags(n)),i=r===0?`holds no version of it`:`its latest version is ${r}`,a=`model ${t} is not registered in ${e.name}: ${i}; register it first`;return new Ce(`MODEL_UNKNOWN`,a)}async function Ye(e,t){let{stores:n,context:r}=t,i=[];for(let a of e.choices){if(a.kind===`reference`){i.push(await Xe(a.reference,t));continue}let o=xe(e.registry,e.image,r),s=n.repositories.open(ge(o,a.name));i.push(await Ke(s,a.name,a.version,r.signal))}return i}async function Xe(e,n){let{digest:r,location:i}=e;if(r===void 0)throw new t(`BAD_INPUT`,[{message:`a model is named by name:version or by REPOSITORY@sha256:…`,place:{key:n.context.spell(`model`)}}]);let a=n.stores.repositories.open(i);return Ke(a,a.name,r,n.context.signal)}function Ze(e,t){let n=new TextEncoder().encode(t);return{code:{directory:``,entryScript:e,files:[{path:e,sizeBytes:n.length,digest:me(n),executable:!1}]},sources:new Map([[e,{kind:`text`,text:t}]])}}const Qe=`[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?`,$e=`(?:\\s*\\[[A-Za-z0-9._,\\s-]*\\])?`,et=`(?:===?|~=|!=|<=|>=|<|>)\\s*[A-Za-z0-9._*+!-]+`,tt=`(?:\\s*;\\s*[A-Za-z0-9_.,<>=!~'"()\\s-]+)?`,nt=RegExp(`^(${Qe})${$e}\\s*(?:\\(?\\s*${et}(?:\\s*,\\s*${et})*\\s*\\)?)?${tt}$`),rt=RegExp(`^(?:(${Qe})${$e}\\s*@\\s*)?((?:git\\+)?https://[A-Za-z0-9._~:/@%+#=&!-]+)${tt}$`);function it(e){let t=e.replace(/(^|[ \t])#.*$/,``).trim();if(t===``)return{kind:`empty`};if(t.startsWith(`-`))return{kind:`refused`,why:st(t)};if(t.includes(`://`))return at(t);let n=ot(t)?nt.exec(t)?.[1]:void 0;return n===void 0?/^(\.|\/|file:)|\.(whl|tar\.gz|zip)$/.test(t)?{kind:`refused`,why:`is a path, which the image cannot see; put the code into the source directory`}:{kind:`refused`,why:`is not a requirement pip can install; write name==version`}:{kind:`requirement`,name:k(n),text:t}}function at(e){let t=/[a-z+]+:\/\/\S*/i.exec(e)?.[0]??``;if((t.split(`://`)[1]?.split(`/`)[0]??``).includes(`@`)||t.includes(`?`))return{kind:`refused`,why:`is a URL with credentials; use the input pip-index-url, which no image keeps`};let n=ot(e)?rt.exec(e):null;return n===null?{kind:`refused`,why:`is not a URL pip can be given here; use https:// or git+https://`}:{kind:`url`,name:n[1]===void 0?void 0:k(n[1]),text:e}}function ot(e){return!/[\r\n\v\f]/.test(e)}function st(e){let t=/^--?[A-Za-z-]+/.exec(e)?.[0]??e.slice(0,2),n=t.startsWith(`--`)?t:t.slice(0,2);switch(n){case`-i`:case`--index-url`:return`sets ${n}; use the input pip-index-url instead`;case`--extra-index-url`:return`sets ${n}; use the input pip-extra-index-url instead`;case`-f`:case`--find-links`:case`--no-index`:return`sets ${n}; use the input pip-index-url instead`;case`--trusted-host`:return`sets ${n}; use the input ca-certificates instead`;case`-r`:case`--requirement`:case`-c`:case`--constraint`:return`includes another file with ${n}; write its lines here instead`;case`-e`:case`--editable`:return`installs a folder with ${n}; put the code into the source directory instead`;default:return`sets the option ${n}, which is not supported yet; remove it`}}function k(e){return e.toLowerCase().replaceAll(/[-_.]+/g,`-`)}function A(e){if(!(e.includes(`@`)||e.includes(`;`)))return e.replace(/^[A-Za-z0-9._-]+(\s*\[[^\]]*\])?/,``).replaceAll(/[()\s]/g,``)}function ct(e,t){return`${/^[A-Za-z0-9._-]+(\s*\[[^\]]*\])?/.exec(e)?.[0]??e}${t}`}const j=`flask~=3.1.0 werkzeug>=3.1 jinja2>=3.1.2 itsdangerous>=2.2 click>=8.1.3 markupsafe>=2.1.1`,M=`flask<=2.3.2 werkzeug>=3.0.3 markupsafe>=2.1.1 opencensus-ext-azure~=1.1.0`,N=`flask<=2.3.2 werkzeug<3.0.0 opencensus-ext-azure~=1.1.0 flask-cors~=3.0.1`,P=`flask<2.3.0 pydantic>=1.9,<1.11 opencensus-ext-azure~=1.1.0 flask-cors~=3.0.1`,F=`gunicorn>=23.0.0 inference-schema~=1.8.0 certifi>=2024.7.4`,lt=`opentelemetry-sdk==1.33.0 opentelemetry-api==1.33.0`,ut=`opencensus-ext-azure~=1.1.0`,I=`gunicorn==20.1.0`,L=`werkzeug<3 setuptools<81`,dt=[[`1.5.1`,`~=1.5`,`>=3.9`,`${j} flask-cors~=6.0.0 pydantic~=2.12.0 ${F} ${lt}`,``],[`1.5.0`,`==1.5.0`,`>=3.9`,`${j} flask-cors~=6.0.0 pydantic~=2.11.0 ${F} ${lt}`,``],[`1.4.1`,`~=1.4.0`,`>=3.9`,`${j} flask-cors~=6.0.0 pydantic~=2.11.0 ${F} ${ut}`,``],[`1.4.0`,`==1.4.0`,`>=3.9`,`flask~=3.0.0 werkzeug>=3.0.3 jinja2>=3.1.2 itsdangerous>=2.1.2 click>=8.1.3 markupsafe>=2.1.1 flask-cors~=5.0.0 pydantic~=2.9.0 ${F} ${ut}`,``],[`1.3.4`,`~=1.3.0`,`>=3.8`,`${M} flask-cors~=5.0.0 pydantic~=2.9.0 ${F}`,``],[`1.3.3`,`==1.3.3`,`>=3.8`,`${M} flask-cors~=5.0.0 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,``],[`1.3.2`,`==1.3.2`,`>=3.8`,`${M} flask-cors~=4.0.1 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,``],[`1.3.0`,`==1.3.0`,`>=3.8`,`${M} flask-cors~=3.0.1 pydantic~=2.7.1 gunicorn==22.0.0 inference-schema~=1.8.0`,``],[`1.2.2`,`~=1.2.0`,`>=3.8`,`${M} flask-cors~=3.0.1 pydantic~=2.0 gunicorn==22.0.0 inference-schema~=1.7.0`,``],[`1.2.1`,`==1.2.1`,`>=3.8`,`${N} pydantic~=2.0 gunicorn==22.0.0 inference-schema~=1.7.0`,``],[`1.2.0`,`==1.2.0`,`>=3.8`,`${N} pydantic~=2.0 ${I} inference-schema~=1.7.0`,`setuptools<81`],[`1.1.0`,`~=1.1.0`,`>=3.8`,`${N} pydantic~=2.0 ${I} inference-schema~=1.7.0`,`setuptools<81`],[`1.0.0`,`~=1.0.0`,`>=3.8`,`${P} ${I} inference-schema~=1.7.0`,L],[`0.8.4.2`,`~=0.8.4`,`>=3.7`,`${P} ${I} inference-schema~=1.7.0`,L],[`0.8.4.1`,`==0.8.4.1`,`>=3.7`,`${P} ${I} inference-schema~=1.5.0`,L]];function R(){return dt.map(([e,t,n,r,i])=>({version:e,specifier:t,python:n,needs:ft(r),forgets:ft(i)}))}function ft(e){let t=e.split(` `).filter(e=>e!==``);return Object.fromEntries(t.map(e=>pt(e)))}function pt(e){let t=e.search(/[<>=~]/);return[e.slice(0,t),e.slice(t)]}const mt=/^(===|==|~=|!=|<=|>=|<|>)\s*v?(?:\d+!)?(\d+(?:\.\d+)*)(\.\*)?(.*)$/;function z(e){return e.split(`,`).map(e=>e.trim()).map(xt).reduce(ht,{excluded:[]})}function ht(e,t){let n=bt(e.low,t.low,1),r=bt(e.high,t.high,-1);return{...n===void 0?{}:{low:n},...r===void 0?{}:{high:r},excluded:[...e.excluded,...t.excluded]}}function gt({low:e,high:t,excluded:n}){if(e===void 0||t===void 0)return!1;let r=B(e.version,t.version);return r===0?!e.inclusive||!t.inclusive||n.some(t=>B(t,e.version)===0):r>0}function _t(e,t){return!gt(ht(z(e),z(t)))}function vt(e,t){let n=z(e),r=z(t);return yt(r.low,n.low,1)&&yt(r.high,n.high,-1)&&!gt(n)}function yt(e,t,n){if(e===void 0)return!0;if(t===void 0)return!1;let r=B(t.version,e.version)*n;return r>0||r===0&&(e.inclusive||!t.inclusive)}function bt(e,t,n){if(e===void 0||t===void 0)return e??t;let r=B(e.version,t.version)*n;return r===0?e.inclusive?t:e:r>0?e:t}function xt(e){let t=mt.exec(e);if(t===null)return{excluded:[]};let[,n=`==`,r=``,i,a=``]=t,o=r.split(`.`).map(Number),s={release:o,rank:wt(a)},c={version:s,inclusive:!0},l={version:s,inclusive:!1};switch(n){case`<`:return{high:l,excluded:[]};case`<=`:return{high:c,excluded:[]};case`>`:return{low:l,excluded:[]};case`>=`:return{low:c,excluded:[]};case`!=`:return{excluded:i===void 0?[s]:[]};case`~=`:return{low:c,high:St(Ct(o.slice(0,-1))),excluded:[]};default:return i===void 0?{low:c,high:c,excluded:[]}:{low:c,high:St(Ct(o)),excluded:[]}}}function St(e){return{version:{release:e,rank:0},inclusive:!1}}function Ct(e){return[...e.slice(0,-1),(e.at(-1)??0)+1]}function wt(e){return e===``||e.startsWith(`+`)?0:/^[.-]?post/.test(e)?1:-1}function B(e,t){let n=Math.max(e.release.length,t.release.length);for(let r=0;r<n;r+=1){let n=(e.release[r]??0)-(t.release[r]??0);if(n!==0)return n}return e.rank-t.rank}const V=`azureml-inference-server-http`,Tt={server:V,metapackage:`azureml-defaults`};function Et(e){return e!==void 0&&k(e)===V}function Dt(e,t){let n=t.find(e=>Et(e.name)),r=kt(e,n);if(r.length===0)return At(e,n);let i=r.map(e=>({release:e,conflicts:jt(e,t)})),a=i.find(e=>e.conflicts.length===0);if(a===void 0){let[e]=i.toSorted((e,t)=>e.conflicts.length-t.conflicts.length);return{kind:`conflict`,conflicts:e?.conflicts??[]}}let{release:o}=a,s=Object.entries(o.forgets).filter(([e,n])=>Mt(e,n,t)).map(([e,t])=>`${e}${t}`),c=n===void 0?[`${V}${o.specifier}`]:[],l=Nt(i,o.version,e);return{kind:`chosen`,lines:[...c,...s],reason:l}}function Ot({requirement:e,wants:t,release:n}){let{text:r,place:i}=e;return{message:Et(e.name)?`${r} does not run on this Python; write ${t}, or leave the line out`:`${r} is wanted here, the scoring server (${V} ${n}) needs ${t}, and no other release goes better with the list: write ${t}, or leave the line out`,...i===void 0?{}:{place:i}}}function kt(e,t){let n=t===void 0?``:A(t.text)??``;return R().filter(t=>(e===void 0||vt(`==${e}`,t.python))&&_t(`==${t.version}`,n))}function At(e,t){let[n]=kt(e,void 0);if(t!==void 0&&kt(void 0,t).length>0&&n!==void 0)return{kind:`conflict`,conflicts:[{requirement:t,wants:ct(t.text,n.specifier),release:n.version}]};let r=R().findLast(e=>e.specifier.startsWith(`~=`));return{kind:`chosen`,lines:t===void 0?[`${V}${r?.specifier??``}`]:[],reason:``}}function jt(e,t){return t.flatMap(t=>{let n=A(t.text);if(t.name===void 0||n===void 0)return[];let r=e.needs[t.name]??e.forgets[t.name];return r===void 0||_t(n,r)?[]:[{requirement:t,wants:ct(t.text,r),release:e.version}]})}function Mt(e,t,n){return!n.some(n=>n.name===e&&vt(A(n.text)??``,t))}function Nt(t,n,r){let i=R()[0]?.version??n;if(n===i)return``;let a=t[0],o=(a===void 0||a.release.version===n?[]:a.conflicts).map(({requirement:{text:t,place:n}})=>n===void 0?t:`${t} (${e(n)})`);return[...r!==void 0&&a?.release.version!==i?[`Python ${r}`]:[],...o].join(` and `)}function Pt(e,t){let n=e.filter(e=>e.name!==Tt.metapackage),r=Dt(t,n),i=n.map(e=>e.text);if(r.kind===`conflict`)return{pip:i,notes:[],faults:r.conflicts.map(Ot)};let{lines:a,reason:o}=r,[s,...c]=n.some(e=>Et(e.name))?[void 0,...a]:a,l=o===``?``:`; a newer one does not go with ${o}`,u=[...n.length<e.length?[`${Tt.metapackage} is replaced by ${s??`the server that is listed`}: a scoring image needs no azureml-core${l}.`]:s===void 0?[]:[`${s} is added: it is the scoring server, and nothing listed brings it${l}.`],...c.map(e=>`${e} is added: this scoring server breaks without it.`)];return{pip:[...i,...a],notes:u,faults:[]}}function Ft(e,t,n,r){let i=[];for(let[a,o]of Object.entries(e)){let s=[...n,a],c=Object.hasOwn(t,a)?t[a]:void 0;if(c===void 0)Rt(s,t,r);else if(o!==null&&o!==`None`){let t=It({rule:c,value:o,members:e},s,r);t!==void 0&&i.push([a,t])}}return Object.fromEntries(i)}function It(e,t,n){let{rule:r,value:i,members:a}=e;switch(r.kind){case`used`:return i===``?void 0:Lt(i);case`group`:return U(i)?Ft(i,r.keys,t,n):i;case`ignored`:return;case`noted`:if(r.neutral(i,a))return;n.log.warn(`${E(t)} has no effect: ${r.remedy}`,n.placeOf(t));return;case`unsupported`:{if(r.neutral(i,a))return;let e=`${E(t)} is not supported yet; ${r.remedy}`;n.faults.push({message:e,place:n.placeOf(t)});return}default:return r}}function Lt(e){return U(e)?Object.fromEntries(Object.entries(e).filter(([,e])=>e!==null)):e}function Rt(e,t,n){let r=T(String(e.at(-1)),Object.keys(t)),i=r===void 0?``:`; did you mean ${r}?`,a=`${E(e)} is not a known key and is ignored${i}`;n.log.warn(a,n.placeOf(e))}function H(e){return e==null||e===``?!0:Array.isArray(e)?e.length===0:U(e)&&Object.values(e).every(H)}function U(e){return typeof e==`object`&&!!e&&!Array.isArray(e)}const zt=/^([a-z0-9_][a-z0-9_.-]*)/i,Bt=/^(==|!=|~=|<=|>=|<|>|=)?\s*(.+)$/,Vt=/^\d+!?\d*(\.\d+)*((a|b|rc|\.post|\.dev)\d+)*$/;function Ht(e){let[t,n]=Ut(e.trim()),r=zt.exec(n)?.[1];if(r===void 0||/[[\]|]/.test(n))return;let i=t===void 0?[]:[`channel ${t}`],{version:a,build:o}=Wt(n.slice(r.length).trim());o!==void 0&&i.push(`build ${o}`);let s=a===``||a===`*`?``:Gt(a,o);return s===void 0?void 0:{name:r.toLowerCase(),version:s,dropped:i}}function Ut(e){let t=e.lastIndexOf(`::`);return t<0?[void 0,e]:[e.slice(0,t),e.slice(t+2)]}function Wt(e){let t=/^(={0,2}\s*[^=<>!~,\s]+)=([^=\s]+)$/.exec(e);if(t!==null)return{version:t[1]??``,build:t[2]??``};let[n=``,r]=e.replaceAll(/\s*,\s*/g,`,`).replaceAll(/([=<>!~])\s+/g,`$1`).split(/\s+/);return r===void 0?{version:n}:{version:n,build:r}}function Gt(e,t){let n=e.split(`,`).map(e=>Kt(e.trim(),t));return n.every(e=>e!==void 0)?n.join(`,`):void 0}function Kt(e,t){let n=Bt.exec(e),r=n?.[1]??``,i=n?.[2]??``,a=i.endsWith(`*`),o=i.replace(/\.?\*$/,``);if(Vt.test(o))switch(r){case``:case`=`:return a||r===`=`&&t===void 0?`==${o}.*`:`==${o}`;case`==`:case`!=`:return a?`${r}${o}.*`:`${r}${o}`;default:return`${r}${o}`}}const qt=[`name`,`prefix`,`channels`,`dependencies`,`variables`,`platforms`],Jt=ee({channels:v(_(y(g()))),dependencies:v(_(y(f([g(),b({pip:_(y(f([g(),x()])))})])))),variables:v(_(m(g(),f([g(),x()]))))});function Yt(e,t){let r=Qt(e),i=t=>e.config.placeOf([...e.path,...t]);Zt(r,e,t);let a=d(Jt,r);a.success||n(`BAD_FILE`,ve(a.error.issues,r,i));let{channels:o,dependencies:s,variables:c}=a.data,l=[],u=[],f=[];for(let[e,t]of(s??[]).entries()){let n=[`dependencies`,e];if(typeof t==`string`)l.push({text:t.trim(),place:i(n),spec:Ht(t)});else for(let[e,r]of(t.pip??[]).entries())Xt({text:String(r),place:i([...n,`pip`,e])},{pip:u,faults:f})}let p=Object.entries(c??{}).map(([e,t])=>[e,String(t)]),m=Object.fromEntries(p),h=de(m,e=>i([`variables`,e]),t);return f.push(...h.faults),{source:e,entries:l,pip:u,channels:(o??[]).map((e,t)=>({text:e.trim(),place:i([`channels`,t])})),variables:h.variables,faults:f}}function Xt({text:e,place:t},n){let r=it(e);switch(r.kind){case`empty`:return;case`refused`:{let i=e.includes(`://`)?`this line`:JSON.stringify(e.trim());n.faults.push({message:`${i} ${r.why}`,place:t});return}case`requirement`:case`url`:n.pip.push({name:r.name,text:r.text,place:t});return}}function Zt(e,t,n){if(U(e))for(let r of Object.keys(e).filter(e=>!qt.includes(e))){let e=T(r,qt),i=e===void 0?``:`; did you mean ${e}?`,a=t.config.placeOf([...t.path,r]);n.warn(`${r} is not a known key of a conda environment and is ignored${i}`,a)}}function Qt(e){let t=e.config.value;for(let n of e.path)t=U(t)?t[n]:void 0;return t}const $t={aiohttp:`aiohttp`,attrs:`attrs`,"azure-core":`azure-core`,"azure-identity":`azure-identity`,"azure-storage-blob":`azure-storage-blob`,"azureml-inference-server-http":`azureml-inference-server-http`,beautifulsoup4:`beautifulsoup4`,catboost:`catboost`,category_encoders:`category_encoders`,cffi:`cffi`,click:`click`,cloudpickle:`cloudpickle`,cryptography:`cryptography`,cython:`cython`,dask:`dask`,datasets:`datasets`,dill:`dill`,fastapi:`fastapi`,flask:`flask`,"flask-cors":`flask-cors`,gensim:`gensim`,gunicorn:`gunicorn`,h5py:`h5py`,huggingface_hub:`huggingface_hub`,imageio:`imageio`,"imbalanced-learn":`imbalanced-learn`,jinja2:`jinja2`,joblib:`joblib`,jsonschema:`jsonschema`,keras:`keras`,lightgbm:`lightgbm`,llvmlite:`llvmlite`,lxml:`lxml`,markupsafe:`markupsafe`,matplotlib:`matplotlib`,"matplotlib-base":`matplotlib`,mlflow:`mlflow`,"mlflow-skinny":`mlflow-skinny`,networkx:`networkx`,nltk:`nltk`,numba:`numba`,numpy:`numpy`,onnx:`onnx`,onnxruntime:`onnxruntime`,openpyxl:`openpyxl`,opencv:`opencv-python-headless`,"py-opencv":`opencv-python-headless`,packaging:`packaging`,pandas:`pandas`,pillow:`pillow`,plotly:`plotly`,polars:`polars`,protobuf:`protobuf`,psutil:`psutil`,"py-xgboost":`xgboost`,pyarrow:`pyarrow`,pydantic:`pydantic`,pyjwt:`pyjwt`,"python-dateutil":`python-dateutil`,"python-dotenv":`python-dotenv`,pytorch:`torch`,"pytorch-cpu":`torch`,"pytorch-lightning":`pytorch-lightning`,pytz:`pytz`,pyyaml:`pyyaml`,regex:`regex`,requests:`requests`,"ruamel.yaml":`ruamel.yaml`,"scikit-image":`scikit-image`,"scikit-learn":`scikit-learn`,scipy:`scipy`,seaborn:`seaborn`,sentencepiece:`sentencepiece`,"sentence-transformers":`sentence-transformers`,shap:`shap`,six:`six`,spacy:`spacy`,sqlalchemy:`sqlalchemy`,statsmodels:`statsmodels`,tensorflow:`tensorflow`,"tensorflow-cpu":`tensorflow-cpu`,threadpoolctl:`threadpoolctl`,tokenizers:`tokenizers`,toolz:`toolz`,torchaudio:`torchaudio`,torchvision:`torchvision`,tornado:`tornado`,tqdm:`tqdm`,transformers:`transformers`,typing_extensions:`typing_extensions`,"typing-extensions":`typing-extensions`,urllib3:`urllib3`,uvicorn:`uvicorn`,werkzeug:`werkzeug`,xgboost:`xgboost`},en=[`pip`,`setuptools`,`wheel`];function tn(e,t){return e===void 0?on([],void 0,{log:t,notes:[]}):nn(Yt(e,t),t)}function nn(e,t){let r=e.entries.flatMap(e=>{let t=rn(e);return t===void 0?[]:[{message:t,place:e.place}]});n(`BAD_FILE`,[...r,...e.faults]);let i={notes:[],moved:[]};for(let{text:t,place:n,spec:r}of e.entries)r!==void 0&&sn(r,{text:t,place:n},i);return{...an(i,e.pip,t),variables:e.variables}}function rn({text:e,spec:t}){if(t===void 0)return`${JSON.stringify(e)} cannot be said to pip; move it to the pip section with a version pip knows, or let a conda manager install it (environment-manager: auto)`;let{name:n}=t;if(n===`python`||en.includes(n)||Object.hasOwn($t,n))return;let r=T(n,Object.keys($t));return`the conda package ${n} has no known counterpart on PyPI${r===void 0?``:` (did you mean ${r}?)`}; move it to the pip section if PyPI has it, or let a conda manager install it (environment-manager: auto)`}function an(e,t,n){let{notes:r,pythonVersion:i}=e,a=new Set(t.map(e=>e.name));return on([...e.moved.filter(e=>!a.has(e.name)||(r.push(`${e.text} of the conda part gives way to the pip part's own line.`),!1)),...t],i,{log:n,notes:r})}function on(e,t,r){let i=Pt(e,t);n(`BAD_FILE`,i.faults);let a=[...r.notes,...i.notes];for(let e of a)r.log.info(e);let{pip:o}=i;return{pip:o,notes:a,variables:{},...t===void 0?{}:{pythonVersion:t}}}function sn(e,t,n){let r=t.text;e.name===`python`?ln(e,r,n):en.includes(e.name)?n.notes.push(`${r} is dropped: each virtual environment brings ${e.name}.`):cn(e,t,n)}function cn(e,t,n){let{text:r,place:i}=t,a=$t[e.name]??e.name,o=`${a}${e.version}`,s=e.dropped.length===0?``:`, without ${e.dropped.join(` and `)}`;n.moved.push({name:k(a),text:o,place:i}),n.notes.push(`conda's ${r} is installed by pip as ${o}${s}.`)}function ln(e,t,n){let r=un(e);r===void 0?n.notes.push(`${t} names no single version: the base image's Python is used.`):(n.pythonVersion=r,e.version!==`==${r}.*`&&e.version!==`==${r}`&&n.notes.push(`${t} is read as Python ${r}: the base image sets the rest.`))}function un(e){return/^==(\d+\.\d+)/.exec(e?.version??``)?.[1]}const dn=/'''|"""|'|"|#[^\n]*|\\\n|\n|[()[\]{}]|[^'"#\\\n()[\]{}]+|\\/g;function fn(e){let t=e.replaceAll(/\r\n?/g,`
`),n=[],r=[],i=``,a=1,o=1,s=new RegExp(dn);for(let e=s.exec(t);e!==null;e=s.exec(t)){let[c]=e;if(c===`
`)a+=1,r.length===0?(pn(n,o,i),i=``,o=a):i+=` `;else if(c===`\\
`)a+=1,i+=` `;else if(/^['"]/.test(c)){let e=mn(t,s.lastIndex,c);if(e===void 0)return{lines:n,broken:{line:a,what:`a string is never closed`}};a+=t.slice(s.lastIndex,e).split(`
`).length-1,i+=`""`,s.lastIndex=e}else c.startsWith(`#`)||(`([{`.includes(c)&&r.push({mark:c,line:a}),`)]}`.includes(c)&&r.pop(),i+=c)}pn(n,o,i);let c=r[0];return c===void 0?{lines:n}:{lines:n,broken:{line:c.line,what:`${c.mark} is never closed`}}}function pn(e,t,n){let r=/^[ \t\f]*/.exec(n)?.[0]??``;if(r.length===n.length)return;let i=0;for(let e of r)i+=e===`	`?8-i%8:1;e.push({line:t,indent:i,code:n.trim()})}function mn(e,t,n){for(let r=t;r<e.length;r+=1)if(e[r]===`\\`)r+=1;else if(e.startsWith(n,r))return r+n.length;else if(e[r]===`
`&&n.length===1)return r;return n.length===1?e.length:void 0}const hn=new Set(`False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield`.split(` `)),gn=[`init`,`run`];async function _n(e,t){let n=e.shownAs,r=vn(n),i=await ye(e.path,n);if(i.includes(`\0`))return[...r,{message:`this is no Python source: it holds zero bytes`,place:{file:n}}];let{lines:a,broken:o}=fn(i);if(o!==void 0){let e=`this is not valid Python: ${o.what}; correct it`;return[...r,{message:e,place:{file:n,line:o.line}}]}r.push(...yn(a,n,t));for(let{line:e,code:r}of a)/\breturn\s+json\.dumps\s*\(/.test(r)&&t.warn(`run() returns json.dumps(…): the server encodes results itself, so clients get a string in a string; return the object`,{file:n,line:e});return r}function vn(e){let t={file:e},n=D.posix.basename(e.replaceAll(`\\`,`/`));if(!n.endsWith(`.py`))return[{message:`an entry script is a .py file; rename it or name another`,place:t}];let r=n.slice(0,-3);if(/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(r)&&!hn.has(r))return[];let i=r.replaceAll(/[^A-Za-z0-9_]/g,`_`).replace(/^(?=\d)/,`_`),a=hn.has(i)?`${i}_script`:i;return[{message:`${JSON.stringify(r)} cannot be imported as a Python module; rename it, for example to ${a}.py`,place:t}]}function yn(e,t,n){let r=bn(e),i=gn.filter(e=>!r.names.has(e));if(i.length>0&&r.starImport!==void 0){let e=i.map(e=>`${e}()`).join(` and `),a={file:t,line:r.starImport};return n.warn(`${e} must come from this import of everything; that cannot be checked here`,a),[]}return i.map(e=>{let n=r.nested.get(e);return n===void 0?{message:`the entry script defines no ${e}() at module level; add it, the scoring server calls it`,place:{file:t}}:{message:`${e}() is defined inside a class or function; move it to module level, where the scoring server looks`,place:{file:t,line:n}}})}function bn(e){let t=new Set,n=new Map,r,i=[];for(let{line:a,indent:o,code:s}of e){for(;(i.at(-1)??-1)>=o;)i.pop();let e=s.split(`;`).map(e=>e.trim()),c=e.flatMap(xn);if(i.length===0){for(let e of c)t.add(e);e.some(e=>/^from\b.+\bimport\s*\*/.test(e))&&(r=a)}else for(let e of c.filter(e=>!n.has(e)))n.set(e,a);/^(async\s+def|def|class)\b/.test(s)&&i.push(o)}return{names:t,nested:n,...r===void 0?{}:{starImport:r}}}function xn(e){let t=/^(?:async\s+)?def\s+([\p{ID_Start}_]\p{ID_Continue}*)/u.exec(e);if(t!==null)return[t[1]??``];let n=/^(?:from\b.+?\b)?import\b(.*)$/s.exec(e)?.[1];if(n!==void 0)return n.replaceAll(/[()]/g,` `).split(`,`).map(e=>e.trim().split(/\s+as\s+/).at(-1)??``);let r=e.split(/(?<![=!<>:+\-*/%&|^@])=(?!=)/).slice(0,-1),i=r.findIndex(e=>/[\p{ID_Continue}\])"]\s*[([]/u.test(e));return(i<0?r:r.slice(0,i)).flatMap(e=>e.replace(/:.*$/s,``).replaceAll(/[()[\]]/g,` `).split(`,`).map(e=>e.trim()))}function Sn({choice:e,models:t,walks:n}){if(t.length===0)return;let r=wn(t);if(e===`copied`)return{kind:`copied`,why:`model-layout asks for it`};if(e===`linked`)return{kind:`linked`,why:`model-layout asks for it`};let[i]=r;if(i!==void 0)return{kind:`copied`,why:`two versions of ${i} cannot both be at /models/${i}`};let[a]=n;return a===void 0?{kind:`linked`,why:`the registered layers serve as they are`}:{kind:`copied`,why:`${a} does not follow links`}}function Cn(e,t){let n=Tn(e.map(e=>e.id)),r=n.map(e=>({message:`the model ${e} is named twice; leave one of them out`,place:{key:`model`}}));if(t!==`linked`)return r;let i=wn(e).filter(e=>!n.some(t=>t.startsWith(`${e}:`)));return r.concat(i.map(e=>({message:`two versions of the model ${e} cannot both be linked to /models/${e}; set copied or auto, or leave one of them out`,place:{key:`model-layout`}})))}function wn(e){return Tn(e.map(e=>e.name))}function Tn(e){return[...new Set(e.filter((t,n)=>e.indexOf(t)!==n))]}async function En(e,t){let{config:r,models:a}=e,o=e.modelLayout??`auto`,s=[...Cn(a,o),...Dn(e)];r.generatedScript===void 0&&s.push(...await _n(r.entryScript,t.log)),n(`BAD_FILE`,s);let c=kn(e,t.log),{code:l,sources:u}=r.generatedScript===void 0?await fe(r,t):Ze(r.entryScript.path,r.generatedScript);Nn(l,t.log);let d=Sn({choice:o,models:a,walks:[]});return{plan:{schemaVersion:1,models:a.map(({name:e,version:t,reference:n,layers:r})=>({name:e,version:t,reference:n,layers:r})),...d===void 0?{}:{modelLayout:d},environment:c,code:l,variables:jn(r,a,l,t.log),labels:Mn(r,a,c),port:i},sources:u}}function Dn({config:e,baseImage:t=e.baseImage}){let{extraSteps:n,baseDockerfile:r,baseRegistry:i,gpu:a,baseCondaEnvironment:o}=e,s={file:e.file},c=[],l=(e,t,n=s)=>c.push({message:`${e} is not supported yet; ${t}`,place:n});return n!==void 0&&l(`a file of extra Dockerfile steps`,`put the steps into a base image of your own and name that as the base image`,n.place),r!==void 0&&l(`baseDockerfile`,`build it once as an image and name that as docker.baseImage`,r.place),i!==void 0&&l(`baseImageRegistry`,`log the engine in to that registry and write its address into the base image reference`),a!==void 0&&t===void 0&&l(`enableGpu`,`name a base image with CUDA and Python as baseImage`),o!==void 0&&l(`baseCondaEnvironment`,`list its packages in the conda file, or set userManagedDependencies`),c}function On(e=`3.11`){return`docker.io/library/python:${e}-slim`}function kn(e,t){let{config:r}=e,i=e.baseImage??r.baseImage,a=An(e,i);n(`BAD_INPUT`,a);let o=r.userManaged?{pip:[],notes:[],variables:{}}:tn(r.conda,t),{pythonVersion:s}=o,{interpreterPath:c}=r;return{baseImage:i??On(s),platform:{os:`linux`,architecture:`amd64`},pip:o.pip,apt:e.apt??[],...s===void 0?{}:{pythonVersion:s},userManaged:r.userManaged,...c===void 0?{}:{interpreterPath:c},variables:C(o.variables)}}function An(e,t){let{config:n,apt:r}=e,i={file:n.file},a=[];if(n.userManaged&&t===void 0&&a.push({message:`userManagedDependencies needs a base image whose Python holds the scoring server; name it as docker.baseImage`,place:i}),t!==void 0&&!S.image.test(t)){let e=`${JSON.stringify(t)} is not an image reference; write HOST/NAME:TAG`;a.push({message:e,place:{...i,key:`baseImage`}})}let{interpreterPath:o}=n;if(o!==void 0&&!S.interpreter.test(o)){let e=`interpreterPath ${JSON.stringify(o)} is not the path of a program; correct it`;a.push({message:e,place:i})}for(let e of(r??[]).filter(e=>!S.apt.test(e))){let t=`${JSON.stringify(e)} is not the name of a Debian package; write name or name=version`;a.push({message:t})}return a}function jn(e,t,n,i){let[a,...o]=t,s=a===void 0||o.length>0?r.azuremlModels:`${r.azuremlModels}/${a.name}/${a.version}`,c={AML_APP_ROOT:r.appRoot,AZUREML_ENTRY_SCRIPT:n.entryScript,AZUREML_MODEL_DIR:s,...n.directory===``?{}:{AZUREML_SOURCE_DIRECTORY:n.directory},...a===void 0?{}:{SERVICE_NAME:a.name}},l=a===void 0||o.length>0?{}:{SERVICE_VERSION:a.version},u=Object.keys(e.environmentVariables);for(let t of u.filter(e=>Object.hasOwn(c,e))){let n=`environmentVariables sets ${t}, which the image itself sets to ${c[t]??``}; yours is ignored`;i.warn(n,{file:e.file,key:`environment.environmentVariables.${t}`})}return C({...l,...e.environmentVariables,...c})}function Mn(e,t,n){let r=e.description?.replaceAll(/[\p{Cc}\p{Surrogate}\u2028\u2029]+/gu,` `).trim();return C({...t.length===0?{}:{"io.package-model.model":t.map(e=>e.id).join(`,`)},"io.package-model.environment":ne(n),...r?{"org.opencontainers.image.description":r}:{}})}function Nn(e,t){let n=e.entryScript.slice(0,e.entryScript.lastIndexOf(`/`)+1);for(let r of[`config.json`,`logging.json`]){if(!e.files.some(e=>e.path===`${n}${r}`))continue;let i=`${n}${r} lies beside the entry script: the scoring server reads it as its own settings; rename it if it is not meant so`;t.warn(i)}}async function Pn(e,t=e){return Fn(await ye(e,t),t)}async function Fn(e,t){let n=e.startsWith(`﻿`)?e.slice(1):e;return(/^\s*(?:[[{]|\/[/*])/.test(n)||/\.json$/i.test(t)&&In(n))&&!/\.ya?ml$/i.test(t)?Ln(n,t):zn(n,t)}function In(e){return e.trim()===``}async function Ln(e,n){try{return De(e,n,{comments:`allowed`})}catch(r){if(!(r instanceof t)||!Rn(e))throw r;return zn(e,n).catch(()=>{throw r})}}function Rn(e){return/:\s*(?:True|False|None|')|[[{,]\s*'|^\s*#/m.test(e)}async function zn(e,t){let{parseYamlText:n}=await import(`./yaml-text-CsxUaykG.js`);return n(e,t)}const W={kind:`used`},Bn={kind:`ignored`},Vn={name:W,version:W,environmentVariables:W,python:{kind:`group`,keys:{userManagedDependencies:W,interpreterPath:W,condaDependencies:W,condaDependenciesFile:W,baseCondaEnvironment:W}},docker:{kind:`group`,keys:{baseImage:W,baseDockerfile:W,baseImageRegistry:W,platform:W,buildContext:{kind:`unsupported`,neutral:H,remedy:`build its image first and name that as docker.baseImage, or give its Dockerfile as docker.baseDockerfile`},enabled:Bn,sharedVolumes:Bn,gpuSupport:{kind:`noted`,neutral:e=>e===!1,remedy:`the base image decides whether a GPU can be used; name one with CUDA as docker.baseImage`},arguments:{kind:`noted`,neutral:H,remedy:`an image holds no run arguments; give them to docker run`},shmSize:{kind:`noted`,neutral:e=>H(e)||e===`2g`,remedy:`an image holds no size of shared memory; give --shm-size to docker run`}}},assetId:Bn,inferencingStackVersion:{kind:`noted`,neutral:e=>H(e)||e===`latest`,remedy:`the scoring server is added in the version that fits; pin it in the conda file instead`},databricks:{kind:`noted`,neutral:H,remedy:`Databricks libraries are not installed for serving; list what score.py needs in the conda file`},spark:{kind:`unsupported`,neutral:e=>U(e)&&H(e.repositories)&&H(e.packages),remedy:`remove it; Spark models cannot be packaged yet`},r:{kind:`unsupported`,neutral:H,remedy:`remove it; R cannot be packaged yet`}},G=g().check(p(1)),Hn=f([G,b({address:v(g()),username:v(g()),password:v(g()),registryIdentity:v(te())})]),Un=b({name:v(g()),version:v(f([g(),x()])),environmentVariables:v(m(g(),g())),python:v(b({userManagedDependencies:v(h()),interpreterPath:v(G),condaDependencies:v(ee({})),condaDependenciesFile:v(G),baseCondaEnvironment:v(G)})),docker:v(b({baseImage:v(G),baseDockerfile:v(G),baseImageRegistry:v(Hn),platform:v(b({os:v(g()),architecture:v(g())}))}))}),Wn=`azureml_environment.json`;async function Gn(e,t){if(/^azureml:|^azureml-|^microsoft/i.test(e))return Jn(e);let{source:n,roots:r,within:i,log:a}=t,o=await w({kind:`any`,value:e,name:`environment`,place:n.placeOf([`environment`]),roots:[...r,t.workingDirectory],within:i,whenSeveral:`refuse`},a);switch(o.kind){case`file`:return{kind:`file`,path:o.path};case`folder`:return qn(o.path);case`fault`:return Kn(e)?o:/[/:@]/.test(e)?S.image.test(e)?(a.info(`environment: ${e} is taken as an image.`),{kind:`image`,reference:e}):o:Jn(e);default:return o}}function Kn(e){return/^\.|^\/|\\|\.(json|ya?ml)$/i.test(e)}async function qn(e){let t=async t=>{let n=D.join(e,t);return(await We(n).catch(()=>void 0))?.isFile()?n:void 0};if(await t(Wn)===void 0)return{kind:`fault`,message:`environment: the folder ${e} holds no ${Wn}; name the environment's file itself`};let n=await t(`conda_dependencies.yml`),r=await t(`BaseDockerfile`);return{kind:`folder`,path:e,...n===void 0?{}:{conda:n},...r===void 0?{}:{dockerfile:r}}}function Jn(e){return{kind:`fault`,message:`environment ${JSON.stringify(e)} is no file or folder of this repository and no image; environments that an Azure ML workspace knows by name are not supported here yet: write its contents here (docker.baseImage, python.condaDependencies), or name a conda file, a folder with ${Wn}, or an image as HOST/NAME:TAG`}}function Yn(e,t,n){let r=e.safeParse(t);if(r.success)return{keys:r.data,faults:[]};let i=ve(r.error.issues,t,n.config.placeOf,n.path),a=t;for(let e of r.error.issues)a=Xn(a,e.path);let o=e.safeParse(a);return{keys:o.success?o.data:void 0,faults:i}}function Xn(e,t){let[n,...r]=t;if(!U(e)||n===void 0)return;let i=String(n),{[i]:a,...o}=e,s=r.length===0?void 0:Xn(a,r);return s===void 0?o:{...o,[i]:s}}async function K(e,t){return Zn(t,()=>Pn(e,Qn(e,t)))}async function Zn(e,n){try{return await n()}catch(n){if(!(n instanceof t))throw n;e.faults.push(...n.faults);return}}function Qn(e,t){let{file:n}=t.source,r=D.resolve(t.file),i=r.endsWith(n)?r.slice(0,-n.length):t.workingDirectory;return i===``?e:D.relative(i,e).split(D.sep).join(`/`)}async function $n(e,t){let n=[`environment`],{source:r}=t;if(U(e)){if(er(e))return tr(e,t);let i=ir(e,r,n,t);return H(e)?void 0:{keys:i,config:r,path:n}}if(!H(e)){if(typeof e==`string`)return nr(e,t);t.faults.push({message:`environment must be an object, or the name of one; correct it`,place:r.placeOf(n)})}}function er(e){let t=Object.entries(e).filter(([e])=>e!==`name`&&e!==`version`);return!H(e.name)&&t.every(([,e])=>H(e))}async function tr(e,t){let{source:n}=t,r=String(e.name);if(/^(azureml|microsoft)/i.test(r))return nr(r,t);let i=`environment has nothing but the name ${r}: it is taken as an empty one; to use one that a workspace knows, write its contents here`;return t.log.warn(i,n.placeOf([`environment`])),{keys:{},config:n,path:[`environment`]}}async function nr(e,t){let{source:n,faults:r}=t,i=[`environment`],a=await Gn(e,t);switch(a.kind){case`image`:return{keys:{docker:{baseImage:a.reference}},config:n,path:i};case`file`:{let e=await K(a.path,t);return e&&rr(e,a.path,t)}case`folder`:{let e=await K(D.join(a.path,`azureml_environment.json`),t),n=e&&rr(e,D.join(a.path,e.file),t),{dockerfile:r}=a,i=a.conda===void 0?void 0:await K(a.conda,t);return n&&{...n,folder:a.path,...i===void 0?{}:{conda:i},...r===void 0?{}:{dockerfile:r}}}case`fault`:r.push({message:a.message,place:n.placeOf(i)});return;default:return a}}function rr(e,t,n){let r=D.dirname(t),{value:i}=e,a=t=>{n.faults.push({message:t,place:e.placeOf([])})};return U(i)?`dependencies`in i?{keys:{},config:e,path:[],folder:r,conda:e}:`conda_file`in i||`image`in i||`build`in i?a(`this is an environment of SDK v2, which an inference configuration cannot hold; name its conda file or its image as environment instead`):{keys:ir(i,e,[],n),config:e,path:[],folder:r}:a(`this file, named as environment, is no environment and no conda file; name another`)}function ir(e,t,n,r){let{faults:i,log:a}=r,o=Ft(e,Vn,n,{...r,placeOf:t.placeOf}),s=e=>t.placeOf([...n,...e]),c=Yn(Un,o,{config:t,path:n});i.push(...c.faults);let l=c.keys??{},{docker:u,python:d}=l,f=(e,t)=>{i.push({message:t,place:s(e)})};u?.baseImage!==void 0&&u.baseDockerfile!==void 0&&f([`docker`,`baseDockerfile`],`${E([...n,`docker`])} has both baseImage and baseDockerfile; remove one of them`);let p=u?.platform?.os?.toLowerCase()??`linux`,m=u?.platform?.architecture?.toLowerCase()??`amd64`;(p!==`linux`||m!==`amd64`)&&f([`docker`,`platform`],`the platform ${p}/${m} is not supported yet; use linux/amd64`);let h=(e,t)=>{a.warn(`${E([...n,...e])} ${t}`,s(e))},g=d?.interpreterPath??`python`;if(d?.userManagedDependencies===!0)for(let e of[`condaDependencies`,`condaDependenciesFile`,`baseCondaEnvironment`])H(d[e])||h([`python`,e],`has no effect beside userManagedDependencies: the base image brings its own packages; remove one of the two`);else g!==`python`&&h([`python`,`interpreterPath`],`has no effect without userManagedDependencies; remove it`);return l}const ar=/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:\/[A-Za-z0-9._/-]+)?$/;function or(e,t,n){if(e===void 0)return;let{address:r,username:i,password:a}=sr(typeof e==`string`?{address:e}:e),o=e=>{n.faults.push({message:e,place:n.placeOf(t)})};if(a!==void 0){let e=`${E([...t,`password`])} is a password in a file: everyone who can read the repository has it; take it out, change it, and log in with docker login instead`;n.log.warn(e,n.placeOf([...t,`password`]))}if(typeof e==`object`&&e.registryIdentity){let e=`${E([...t,`registryIdentity`])} has no effect: there is no managed identity here; log in with docker login`;n.log.warn(e,n.placeOf([...t,`registryIdentity`]))}if(r===void 0&&i===void 0&&a===void 0)return;let s=cr({address:r,username:i,password:a});if(r===void 0||s.length>0)return o(`${E(t)} has no ${s.join(` and no `)}; give address, username and password, or the address alone`);let c=r.replace(/^https?:\/\//i,``).replace(/\/+$/,``);return ar.test(c)?{address:c,...i===void 0?{}:{username:i},...a===void 0?{}:{password:new ke(a)}}:o(`${E(t)} is not a registry; write its address: HOST or HOST:PORT`)}function sr(e){let{address:t,username:n,password:r}=e;return{...t?{address:t.trim()}:{},...n?{username:n}:{},...r?{password:r}:{}}}function cr(e){return(e.username===void 0&&e.password===void 0?[`address`]:[`address`,`username`,`password`]).filter(t=>e[t]===void 0)}function lr(e,t,n){if(e===void 0)return;let r=e.trim().replace(/^(?:https?|docker):\/\//i,``);if(!/@(?!sha256:)/.test(r))return r;let i=`${E(t)} has a user name or password in it; remove that and log in with docker login`;n.faults.push({message:i,place:n.placeOf(t)})}async function ur(e,t){let{workingDirectory:n}=t,r=D.dirname(D.resolve(t.file)),i=await pe(n),a=re(i,r)?[i]:[i,r],o={...t,within:a,roots:[n,r]},{entryScript:s,sourceDirectory:c}=e;if(c===void 0){let e=await q({kind:`file`,value:s,key:[`entryScript`]},o);return{reading:o,...e===void 0?{}:{entryScript:e}}}let l=await q({kind:`folder`,value:c,key:[`sourceDirectory`],prefer:async e=>dr(e,s)},o);if(l===void 0)return{reading:o};let u={...o,roots:[l.path,r]},d=await fr(s,l.path,u);return{reading:u,sourceDirectory:l.path,...d===void 0?{}:{entryScript:d}}}async function dr(e,t){return t!==void 0&&(await w({kind:`file`,value:t,name:`entryScript`,place:{},roots:[e],within:[e],whenSeveral:`takeFirst`},{info(){},warn(){}})).kind===`file`}async function fr(e,t,n){let r=[...n.roots,n.workingDirectory],i={kind:`file`,value:e,key:[`entryScript`],whenSeveral:`takeFirst`},a=n.faults.length,o=await q(i,{...n,roots:r,within:[t]});if(o!==void 0||n.faults.length===a)return o;let s=await q(i,{...n,roots:r.slice(1),faults:[],log:{info(){},warn(){}}});if(s!==void 0){let r=`entryScript: ${e??``} is at ${s.path}, but not in the source directory ${t}; move it there, or name another sourceDirectory`;n.faults.splice(a,1,{message:r,place:n.source.placeOf([`entryScript`])})}}async function q(e,t){let{kind:n,value:r,key:i,prefer:a}=e;if(r===void 0)return;let o=e.place??t.source.placeOf(i),s=await w({kind:n,value:r,name:E(i),place:o,roots:t.roots,within:t.within,whenSeveral:e.whenSeveral??`refuse`,...a===void 0?{}:{prefer:a}},t.log);if(s.kind===`fault`)t.faults.push({message:s.message,place:o});else return{path:s.path,shownAs:Qn(s.path,t)}}async function pr(e,t){let n=await q(e,t);return n&&mr(n.path,n.shownAs,t)}async function mr(e,t,n){let r=await Zn(n,()=>ye(e,t));return r===void 0?void 0:{text:r,place:{file:t,line:1}}}async function hr(e,t){let{value:n,key:r}=e;return n!==void 0&&/[\r\n]|^\s*(?:#|FROM\s|ARG\s)/i.test(n)?{text:n,place:e.place??t.source.placeOf(r)}:pr(e,t)}async function gr(e,t){let{source:n,faults:r}=t,i=_r(e),a=await Sr(e.condaFile,[`condaFile`],{...t,whenSeveral:i}),o=e.extraDockerfileSteps===void 0?`extraDockerFileSteps`:`extraDockerfileSteps`,{extraDockerfileSteps:s,extraDockerFileSteps:c}=e;if(s!==void 0&&c!==void 0&&s!==c){let e=`extraDockerfileSteps (${s}) and extraDockerFileSteps (${c}) are one key in two spellings; remove one of them`;r.push({message:e,place:n.placeOf([`extraDockerFileSteps`])})}let l=await pr({kind:`file`,value:s??c,key:[o],whenSeveral:i},t),u={...t,placeOf:n.placeOf},d=or(e.baseImageRegistry,[`baseImageRegistry`],u),f=lr(e.baseImage,[`baseImage`],u),p=e.enableGpu===!0?vr(e,t):void 0;return{userManaged:!1,environmentVariables:{},...a===void 0?{}:{conda:a},...f===void 0?{}:{baseImage:f},...l===void 0?{}:{extraSteps:l},...d===void 0?{}:{baseRegistry:d},...p===void 0?{}:{gpu:p}}}function _r(e){return e.sourceDirectory===void 0?`refuse`:`warn`}function vr(e,t){let{cudaVersion:n}=e;if(n===void 0||n===``)return{};let r=typeof n==`number`?n.toFixed(1):n.trim();if(/^\d+\.\d+$/.test(r))return{cudaVersion:r};let i=`cudaVersion ${JSON.stringify(r)} is not a version; write it as "11.8", or remove it`;return t.faults.push({message:i,place:t.source.placeOf([`cudaVersion`])}),{}}async function yr(e,t,n){let{config:r,folder:i}=e,{python:a,docker:o}=e.keys,s=(...t)=>[...e.path,...t],c=i===void 0?[]:[i],l={...n,roots:[...c,...n.roots],source:r,file:i===void 0?n.file:D.join(i,D.basename(r.file)),whenSeveral:i===void 0?_r(t):`takeFirst`},u={...n,placeOf:r.placeOf},d=de(e.keys.environmentVariables??{},e=>r.placeOf(s(`environmentVariables`,e)),n.log);n.faults.push(...d.faults);let f=a?.userManagedDependencies===!0,p=f?void 0:await br(e,l),m=await xr(e,l),h=or(o?.baseImageRegistry,s(`docker`,`baseImageRegistry`),u),g=lr(o?.baseImage,s(`docker`,`baseImage`),u),_=f?a.interpreterPath:void 0,v=f?void 0:a?.baseCondaEnvironment;return{userManaged:f,environmentVariables:d.variables,...p===void 0?{}:{conda:p},...g===void 0?{}:{baseImage:g},..._===void 0||_===`python`?{}:{interpreterPath:_},...m===void 0?{}:{baseDockerfile:m},...h===void 0?{}:{baseRegistry:h},...v===void 0?{}:{baseCondaEnvironment:v}}}async function br(e,t){let{python:n}=e.keys;if(!H(n?.condaDependencies))return{config:e.config,path:[...e.path,`python`,`condaDependencies`]};if(n?.condaDependenciesFile!==void 0){let r=[...e.path,`python`,`condaDependenciesFile`];return Sr(n.condaDependenciesFile,r,t)}return e.conda===void 0?void 0:{config:e.conda,path:[]}}async function xr(e,t){let n=e.keys.docker?.baseDockerfile;return n===void 0&&e.dockerfile!==void 0?mr(e.dockerfile,Qn(e.dockerfile,t),t):hr({kind:`file`,value:n,key:[...e.path,`docker`,`baseDockerfile`],whenSeveral:t.whenSeveral},t)}async function Sr(e,t,n){let r=await q({kind:`file`,value:e,key:t,whenSeveral:n.whenSeveral},n),i=r&&await K(r.path,n);return i===void 0?void 0:{config:i,path:[]}}const J={kind:`used`},Cr={entryScript:J,sourceDirectory:J,runtime:J,condaFile:J,baseImage:J,description:J,extraDockerfileSteps:J,extraDockerFileSteps:J,enableGpu:J,cudaVersion:J,baseImageRegistry:J,environment:J,$schema:{kind:`ignored`}},wr=[`runtime`,`condaFile`,`extraDockerfileSteps`,`extraDockerFileSteps`,`enableGpu`,`cudaVersion`,`baseImage`,`baseImageRegistry`],Y=g().check(p(1)),Tr=b({entryScript:v(Y),sourceDirectory:v(Y),runtime:v(g()),condaFile:v(Y),baseImage:v(Y),description:v(g()),extraDockerfileSteps:v(Y),extraDockerFileSteps:v(Y),enableGpu:v(h()),cudaVersion:v(f([g(),x()])),baseImageRegistry:v(Hn)});async function Er(e,t,r){let{workingDirectory:i,log:a}=r,o=await Pn(e,t),s=[],c=Dr(o,a),l={placeOf:o.placeOf,faults:s,log:a},{environment:u,...d}=Ft(c,Cr,[],l),f=Yn(Tr,d,{config:o,path:[]});s.push(...f.faults,...Or(f.keys,c,o));let p=f.keys??{};kr(c,o,a);let{reading:m,entryScript:h,sourceDirectory:g}=await ur(p,{source:o,file:e,workingDirectory:i,faults:s,log:a}),_=await $n(u,m),v=_===void 0?await gr(p,m):await yr(_,p,m);if(n(`BAD_FILE`,Ar(s,t)),h===void 0)throw TypeError(`an entry script without fault was not found`);let{description:y}=p;return{file:o.file,entryScript:h,...g===void 0?{}:{sourceDirectory:g},...v,...y===void 0||ae(y)?{}:{description:y}}}function Dr(e,t){if(!U(e.value))return n(`BAD_FILE`,[{message:`an inference configuration is an object: {"entryScript": "score.py", …}`,place:e.placeOf([])}]),{};let r=e.value;if(H(r.environment)||r.environment===`None`)return r;let i=wr.filter(e=>!H(r[e])&&r[e]!==!1&&r[e]!==`None`);if(i.length>0){let n=`environment is used; ${i.join(`, `)} beside it ${i.length===1?`is`:`are`} ignored`;t.warn(n,e.placeOf([`environment`]))}return Object.fromEntries(Object.entries(r).filter(([e])=>!wr.includes(e)))}function Or(e,t,n){let r=[],i=e?.runtime?.toLowerCase(),a=n.placeOf([`runtime`]);if(i===`spark-py`)r.push({message:`the runtime spark-py is not supported: Spark models cannot be packaged; use python with a model that scores without Spark`,place:a});else if(i!==void 0&&i!==`python`&&i!==`python-slim`){let t=`there is no runtime ${JSON.stringify(e?.runtime)}; use python`;r.push({message:t,place:a})}return H(t.entryScript)&&r.push({message:`entryScript is missing; add it`,place:n.placeOf([`entryScript`])}),r}function kr(e,t,n){let r=Object.entries(e).filter(([e])=>e!==`environment`&&e!==`baseImageRegistry`);oe(Object.fromEntries(r),{config:t,path:[]},n)}function Ar(e,t){let n=({place:e})=>e?.file===t?0:1;return e.toSorted((e,t)=>n(e)-n(t)||(e.place?.line??0)-(t.place?.line??0)||(e.place?.column??0)-(t.place?.column??0))}const jr={"scikit-learn":[1,4],tensorflow:[2,16]};function Mr(e){switch(e.kind){case`scikit-learn`:return[`scikit-learn==${e.version}`,...Nr(e.kind,e.version)];case`tensorflow`:return[`tensorflow-cpu==${e.version}`,...Nr(e.kind,e.version)];case`onnx`:return[e.version===void 0?`onnxruntime`:`onnxruntime==${e.version}`];default:return e}}function Nr(e,t){let[n=0,r=0]=t.split(`.`).map(Number),[i,a]=jr[e];return n<i||n===i&&r<a?[`numpy<2`]:[]}function Pr(e,t,n){return{config:{file:t,value:{dependencies:[...n===void 0?[]:[`python=${n}`],{pip:e}]},placeOf:()=>({file:t})},path:[]}}async function Fr(e,t,n){let r=e=>Be.join(t,e),i=t=>`${e.shownAs}/${r(t)}`,a=await Ir((await e.read([r(`MLmodel`)])).get(r(`MLmodel`))??``,i(`MLmodel`)),{conda:o,virtualenv:s}=a,c=await e.read([o,s,`requirements.txt`].map(r)),l=c.get(r(o));if(l!==void 0)return n.info(`The environment is that of ${i(o)}.`),Lr({config:await Oe(l,i(o)),path:[]},a);let u=c.get(r(`requirements.txt`)),d=c.get(r(s)),f=d===void 0?void 0:Z((await Oe(d,i(s))).value,`python`),p=u?.split(/\r?\n/)??[];return n.info(u===void 0?`${i(`MLmodel`)} brings no environment: MLflow alone is installed.`:`The environment is that of ${i(`requirements.txt`)}.`),Pr(Rr(p,a.mlflowVersion),i(u===void 0?`MLmodel`:`requirements.txt`),zr(f??a.pythonVersion))}async function Ir(e,n){let{parseYamlText:r}=await import(`./yaml-text-CsxUaykG.js`),i=r(e,n),a=X(X(i.value,`flavors`),`python_function`);if(!U(a))throw new t(`BAD_FILE`,[{message:`this model has no python_function flavor, which serving it needs; save it with a library that MLflow can serve from Python, or write an entry script`,place:i.placeOf([`flavors`])}]);let o=typeof a.env==`string`?{conda:a.env}:a.env;return{mlflowVersion:Z(i.value,`mlflow_version`),pythonVersion:Z(a,`python_version`),conda:Z(o,`conda`)??`conda.yaml`,virtualenv:Z(o,`virtualenv`)??`python_env.yaml`}}function Lr(e,t){let{config:n}=e,{value:r}=n,i=X(r,`dependencies`),a=Array.isArray(i)?i:[],o=a.some(e=>/^python\b/.test(String(e))),s=zr(t.pythonVersion);return o||s===void 0||!U(r)?e:{config:{...n,value:{...r,dependencies:[...a,`python=${s}`]}},path:[]}}function Rr(e,t){let n=e.map(e=>e.trim()).filter(e=>e!==``&&!e.startsWith(`#`)),r=n.map(e=>{let t=it(e);return`name`in t&&t.name!==void 0?k(t.name):``});return r.includes(`mlflow`)||r.includes(`mlflow-skinny`)?n:[t===void 0?`mlflow`:`mlflow==${t}`,...n]}function zr(e){return/^\d+\.\d+/.exec(e??``)?.[0]}function X(e,t){return U(e)?e[t]:void 0}function Z(e,t){let n=X(e,t);return typeof n==`string`||typeof n==`number`?String(n):void 0}const Q={mlflow:{file:/(^|\/)MLmodel$/,what:`an MLmodel file`},onnx:{file:/\.onnx$/i,what:`one .onnx file`},tensorflow:{file:/(^|\/)saved_model\.pb(txt)?$/,what:`a saved_model.pb`},"scikit-learn":{file:/\.(pkl|pickle|joblib)$/i,what:`one .joblib or .pkl file`}},Br=[`mlflow`,`onnx`,`tensorflow`],Vr=/^\d+(\.\d+)*((a|b|rc|\.post|\.dev)\d+)*$/;function Hr(e,t,n){let r=n(`model-framework`),i=e=>({fault:{message:e,place:{key:r}}}),a=t===void 0?Wr(e):t.name;if(a===void 0)return i(Gr(e,n));if(!Kr(a))return i(`a ${a} model cannot be served without an entry script; name ${n(`inference-config`)}, or save it as ONNX or with MLflow`);let o=qr(e.paths.filter(e=>Q[a].file.test(e))),[s,...c]=o;return s===void 0?i(`${e.shownAs} has no such model: ${a} needs ${Q[a].what}, and it holds ${Jr(e.paths)}; correct ${r}, or name ${n(`inference-config`)}`):c.length>0?i(`${e.shownAs} has several: ${Jr(o)}; ${a} is served from one, so register that alone, or name ${n(`inference-config`)}`):Ur(a,s,{version:t?.version,spell:n})}function Ur(e,t,n){let{version:r,spell:i}=n,a=i(`model-framework-version`),o=e=>({fault:{message:e,place:{key:a}}});if(r!==void 0&&!Vr.test(r))return o(`${JSON.stringify(r)} is not a version; write it like 1.7.2`);switch(e){case`mlflow`:return r===void 0?{model:{kind:e,path:Be.dirname(t)}}:o(`an MLflow model brings the versions it needs; leave this out`);case`onnx`:return{model:{kind:e,path:t,version:r}};case`tensorflow`:case`scikit-learn`:return r===void 0?o(`a ${e} model needs the version that it was saved with, like 1.7.2`):{model:{kind:e,path:e===`tensorflow`?Be.dirname(t):t,version:r}};default:return e}}function Wr(e){return Br.find(t=>e.paths.some(e=>Q[t].file.test(e)))}function Gr(e,t){let n=e.paths.find(e=>Q[`scikit-learn`].file.test(e)),r=t(`model-framework`),i=t(`model-framework-version`),a=`${e.shownAs} has no entry script`,o=`name ${t(`inference-config`)}`;return n===void 0?`${a}, and its files (${Jr(e.paths)}) are no MLflow, ONNX or TensorFlow model; ${o}, or ${r}`:`${a}, and ${n} does not say which library reads it; ${o}, or ${r} scikit-learn with ${i}`}function Kr(e){return Object.hasOwn(Q,e)}function qr(e){let t=e=>e.split(`/`).length,n=Math.min(...e.map(t));return e.filter(e=>t(e)===n)}function Jr(e){if(e.length===0)return`no file`;let t=e.length>5?` and ${e.length-5} more`:``;return`${e.slice(0,5).join(`, `)}${t}`}const Yr=`score.py`;async function Xr(e,t,r){let i=Hr(e,t,r.spell);if(`fault`in i&&n(`BAD_INPUT`,[i.fault]),!(`model`in i))throw TypeError(`a model without fault was not found`);let{model:a}=i;return r.log.info(`No inference configuration: ${Yr} is generated for the ${a.kind} model ${a.path}.`),{file:e.shownAs,entryScript:{path:Yr,shownAs:Yr},generatedScript:Qr(a),conda:await $r(a,e,r.log),userManaged:!1,environmentVariables:{}}}const Zr={"scikit-learn":`"""Serves a scikit-learn model. Generated by package-model, as no entry script was named.

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
    feed = {name: tf.constant(value, dtype=specs[name].dtype) for name, value in data.items()}
    answers = {name: to_json(tensor) for name, tensor in signature(**feed).items()}
    return next(iter(answers.values())) if len(answers) == 1 else answers


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
    return isinstance(value, dict) and "data" in value and set(value) <= {"columns", "index", "data"}


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
`};function Qr(e){let t=`MODEL_PATH = ${JSON.stringify(e.path)}`;return Zr[e.kind].replace(`MODEL_PATH = ""`,()=>t)}async function $r(e,t,n){return e.kind===`mlflow`?Fr(t,e.path,n):Pr(Mr(e),`model-framework ${e.kind}`)}const ei=1048576;function ti(e,t,n){let r=t.filter(e=>e.kind===`file`);return{shownAs:e,paths:r.map(e=>e.path),async read(e){let t=new Map;for(let{path:i,source:a,stat:s}of r){if(!e.includes(i))continue;let r=o(a,s.sizeBytes,n);t.set(i,await ri(r,{file:a,sizeBytes:s.sizeBytes}))}return t}}}function ni(e,t){let n=`${r.models.slice(1)}/${e.name}/`;return{shownAs:e.id,paths:e.files.map(e=>e.path).toSorted(u),async read(r){let i=new Map;for(let a of e.layers)if(Ee(a.annotations?.[`org.cncf.model.filepath`]??``))for await(let{header:o,bytes:s}of Ae(e.repository.readBlob(a.digest,t))){let t=o.path.startsWith(n)?o.path.slice(n.length):``;if(o.type!==`file`||!r.includes(t))continue;let a={file:`${e.id}/${t}`,sizeBytes:o.sizeBytes};i.set(t,await ri(s,a))}return i}}}async function ri(e,n){let r={file:n.file};if(n.sizeBytes>ei){let e=`this file has ${n.sizeBytes} bytes, too many for what its name says (at most ${ei}); correct the model folder`;throw new t(`BAD_FILE`,[{message:e,place:r}])}let i=[];for await(let t of e)i.push(Buffer.from(t));try{return new TextDecoder(`utf-8`,{fatal:!0}).decode(Buffer.concat(i))}catch(e){throw new t(`BAD_FILE`,[{message:`this file is not UTF-8 text; save it with UTF-8 encoding`,place:r}],{cause:e})}}async function ii(e,t,n){let{settings:r,log:i}=n,a=e[`inference-config`];if(a!==void 0){let t=Ve(r.workingDirectory,e[`working-directory`]);return Er(Ve(r.workingDirectory,a),a,{workingDirectory:t,log:i})}let{files:o,framework:s}=await t();return Xr(o,ai(je(e),s),{log:i,spell:e=>n.spell(e)})}function ai(e,t){return e===void 0||e.version===void 0&&e.name===t?.name?t:e}function oi(e,n){let[r,...i]=e;if(r===void 0||i.length>0){let r=`several models (${e.map(({id:e})=>e).join(`, `)}) cannot be served without an entry script; give ${n.spell(`inference-config`)}`;throw new t(`BAD_INPUT`,[{message:r}])}return{files:ni(r,n.signal),framework:r.framework}}async function si(e,t){return{files:ti(e,await we(e,t.settings.workingDirectory),t.signal),framework:void 0}}const ci=`layers/links.tar`,li=`layers/code.tar`;async function ui(e,t){let{plan:n,folder:r,models:i}=e,{signal:a}=t;await Ue(O(r,`models`),{recursive:!0});let o=[];for(let e of i)for(let i of e.layers){let a=n.modelLayout?.kind===`copied`,s=`models/${a?`${e.version}/`:``}${he(i.digest)}.tar`;o.push(s);let c={target:O(r,s),context:t};await(a?di(e,i,c):fi(e,i,c))}await $(Ne(n.models,new Map,n.modelLayout?.kind),O(r,ci),a);let s=n.code.files.map(e=>({...e,source:O(r,`code`,e.path)}));await $(Fe(s,new Map),O(r,li),a);let c=ce(n,{secrets:{kind:`none`},modelTars:o,linksTar:ci,codeTar:li});ue(c,{from:[n.environment.baseImage]}),await Ge(O(r,`Dockerfile`),c)}async function di(e,t,n){let{log:r,signal:i}=n.context,a=Ie(e);r.info(`Copying ${Me(t.size)} of ${e.id} to /${a} of the package.`),await $({label:e.id,sizeBytes:t.size,open:n=>{let r=e.repository.readBlob(t.digest,n);return Le(r,{from:Pe(e),to:a})}},n.target,i)}async function fi(e,t,n){let{repository:r}=e,{log:i,signal:o}=n.context;r instanceof s&&await He(a(r.folder,t.digest),n.target).then(()=>!0,()=>!1)||(i.info(`Copying ${Me(t.size)} of ${e.id} into the package.`),await $({label:e.id,sizeBytes:t.size,open:e=>r.readBlob(t.digest,e)},n.target,o))}async function $(e,t,n){await Ue(ze(t),{recursive:!0}),await l(`${t}.tmp`,t=>t.writeFile(e.open(n),{signal:n}),()=>t)}async function pi(e,t){try{var n=Re();let r=n.u(await c(e[`ca-certificates`],t)),i=await Ye({choices:e.model,registry:e[`model-registry`],image:void 0},{stores:r,context:t}),a=await mi(e,i,t);return await hi(e,{created:a,models:i},t),gi(e[`package-path`],a.plan)}catch(e){n.e=e}finally{n.d()}}async function mi(e,t,n,r=async()=>oi(t,n)){let{log:i,run:a,signal:o}=n,s=await ii(e,r,n),c=e[`base-image`];return En({config:s,models:t,modelLayout:e[`model-layout`],...c===void 0?{}:{baseImage:c}},{run:a,log:i,signal:o})}async function hi(e,t,n){let{plan:r,sources:i}=t.created,a=e[`package-path`],o=Ve(n.settings.workingDirectory,a);await ie({plan:r,sources:i,folder:o,signal:n.signal,...e[`generate-dockerfile`]&&{complete:e=>ui({plan:r,models:t.models,folder:e},n)}}),n.log.info(`Wrote the package ${a} (plan ${le(r)}).`)}function gi(e,t){return{"package-path":e,"plan-digest":le(t),"environment-digest":se(t.environment)}}export{si as a,hi as i,gi as n,oi as o,pi as r,Ye as s,mi as t};