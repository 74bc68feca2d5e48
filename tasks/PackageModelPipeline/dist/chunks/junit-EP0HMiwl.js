import{t as e}from"./markup-CvizN7rG.js";import{n as t}from"./report-CQP7Hn0O.js";import{i as n,n as r}from"./words-DoXf8Edf.js";function i(t){let n=a(t),r=e=>n.reduce((t,n)=>t+n.counts[e],0),i=p({tests:r(`tests`),failures:r(`failures`),skipped:r(`skipped`)}),o=Date.parse(t.finishedAt)-Date.parse(t.startedAt);return e`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="smoke test"${i} time="${h(o)}">
${n.map(e=>u(e,t))}</testsuites>
`.text}function a(e){return[{name:`service`,tests:[s(e)]},{name:`cases`,tests:e.cases.map(c)},{name:`checks`,tests:e.checks.map(l)}].filter(({tests:e})=>e.length>0).map(e=>({...e,counts:o(e.tests)}))}function o(e){let t=e.filter(({fault:e})=>e!==void 0).length,n=e.filter(e=>e.skipped!==void 0).length;return{tests:e.length,failures:t,skipped:n}}function s(e){let{failure:n,readyMs:i}=e,a={name:`starts and becomes ready`,timeMs:i},o=e.cases.some(e=>!e.passed)||e.checks.some(t);if(n===null||o&&i!==null)return a;let s=r(e)??n.code;return{...a,fault:{message:s,text:n.message,type:e.outcome}}}function c({name:e,passed:t,latencyMs:n,faults:r,notes:i,answer:a}){let o=i.join(`
`),s={name:e,timeMs:n,...o!==``&&{output:o}};if(t)return s;let c=a?.bodyPreview??null,l=c===null?[]:[``,`The answer:`,c],u=[...r,...l].join(`
`);return{...s,fault:{message:r[0]??`failed`,text:u,type:`case-failed`}}}function l(e){let t=e.message??``,r={name:`${e.id}: ${e.title}`,timeMs:null};switch(n(e)){case`failed`:return{...r,fault:{message:t,text:t,type:`check-failed`}};case`warning`:return{...r,output:`warning: ${t}`};case`skipped`:return{...r,skipped:t};case`passed`:return r}}function u({name:t,tests:n,counts:r},i){let{image:a,imageDigest:o,outcome:s,startedAt:c,log:l}=i,u=n.reduce((e,t)=>e+(t.timeMs??0),0),m=t===`service`&&l!==null?f(l):void 0;return e`<testsuite name="${t}"${p(r)} errors="0" time="${h(u)}" timestamp="${c.slice(0,19)}">
<properties>
<property name="image" value="${a}"/>
<property name="digest" value="${o??``}"/>
<property name="outcome" value="${s}"/>
</properties>
${n.map(e=>d(e,t))}${m}</testsuite>
`}function d({name:t,timeMs:n,fault:r,skipped:i,output:a},o){let s=n===null?void 0:e` time="${h(n)}"`;return e`<testcase name="${t}" classname="smoke-test.${o}"${s}>${r&&e`<failure message="${m(r.message)}" type="${r.type}">${r.text}</failure>`}${i===void 0?void 0:e`<skipped message="${m(i)}"/>`}${a===void 0?void 0:f(a)}</testcase>
`}function f(t){return e`<system-out>${t}</system-out>
`}function p({tests:t,failures:n,skipped:r}){return e` tests="${t}" failures="${n}" skipped="${r}"`}function m(e){return e.replace(/\s*[\r\n]+\s*/g,` `).trim()}function h(e){return(e/1e3).toFixed(3)}export{i as renderJunit};